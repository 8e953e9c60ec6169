using CallScript.Application.Calls;
using CallScript.Application.Common.Paging;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Judging;
using CallScript.Domain.Calls;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;
using CallScript.Domain.Review;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Severity = CallScript.Domain.Judging.Severity;

namespace CallScript.Application.Flags;

/// <summary>The inbox: calls with broken rules and their evidence, newest first.</summary>
/// <param name="Severity">Only calls whose highest flag has this severity.</param>
/// <param name="Rule">Only calls that broke this rule.</param>
/// <param name="Vertical">Only calls of this vertical.</param>
/// <param name="ReviewState">Open unless said otherwise.</param>
/// <param name="Cursor">Where the page starts; from the page before.</param>
/// <param name="Limit">At most <see cref="PageLimit.Max"/>.</param>
public sealed record ListFlags(
    Severity? Severity,
    string? Rule,
    Vertical? Vertical,
    ReviewState ReviewState,
    string? Cursor,
    int Limit = PageLimit.Default) : IRequest<Result<Page<FlaggedCall>>>;

/// <param name="Call">As lists show it.</param>
/// <param name="Flags">Of the latest verdict, in order of time; absences first.</param>
public sealed record FlaggedCall(CallSummary Call, IReadOnlyList<FlagDetail> Flags);

internal sealed class ListFlagsValidator : AbstractValidator<ListFlags>
{
    private const int SlugMaxLength = 100;

    public ListFlagsValidator()
    {
        RuleFor(request => request.Limit).InclusiveBetween(1, PageLimit.Max);
        RuleFor(request => request.Rule).MaximumLength(SlugMaxLength);
        RuleFor(request => request.Cursor).MustBeCallCursor();
        RuleFor(request => request.ReviewState)
            .NotEqual(ReviewState.None).WithMessage("Ask for open, confirmed or safe.");
    }
}

internal sealed class ListFlagsHandler(IAppDbContext db, IRuleCatalogue rules, CallPresentation presentation)
    : IRequestHandler<ListFlags, Result<Page<FlaggedCall>>>
{
    public async Task<Result<Page<FlaggedCall>>> Handle(ListFlags request, CancellationToken cancellationToken)
    {
        var calls = db.Calls.AsNoTracking().Where(call => call.ReviewState == request.ReviewState);
        if (request.Severity is { } severity)
        {
            calls = calls.Where(call => call.HighestSeverity == severity);
        }

        if (request.Vertical is { } vertical)
        {
            calls = calls.Where(call => call.Vertical == vertical);
        }

        if (request.Rule is { } rule)
        {
            // By the latest verdict: what an earlier one found holds no more.
            calls = calls.Where(call => db.Flags.Any(flag => flag.CallId == call.Id && flag.RuleSlug == rule
                && flag.VerdictId == db.Verdicts.Where(verdict => verdict.CallId == call.Id)
                    .OrderByDescending(verdict => verdict.JudgedAt).Select(verdict => verdict.Id).First()));
        }

        var page = await calls.ToPageAsync(presentation, request.Cursor, request.Limit, cancellationToken);
        var ids = page.Items.Select(call => new CallId(call.Id)).ToList();
        var flags = await db.Flags.AsNoTracking().Where(flag => ids.Contains(flag.CallId)).ToListAsync(cancellationToken);

        // A call judged again has the flags of several verdicts; ids are made in order of time, so the largest is the latest.
        var latest = flags
            .GroupBy(flag => flag.CallId)
            .ToDictionary(
                group => group.Key.Value,
                group => group
                    .GroupBy(flag => flag.VerdictId)
                    .MaxBy(verdict => verdict.Key.Value)!
                    .OrderBy(flag => flag.Start ?? -1)
                    .Select(flag => FlagDetail.From(flag, rules))
                    .ToList());
        return new Page<FlaggedCall>(
            [.. page.Items.Select(call => new FlaggedCall(call, latest.GetValueOrDefault(call.Id, [])))], page.NextCursor);
    }
}
