using CallScript.Application.Common.Paging;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.Calls;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Severity = CallScript.Domain.Judging.Severity;

namespace CallScript.Application.Calls;

/// <summary>Calls, newest first.</summary>
/// <param name="Status">Only calls in this state.</param>
/// <param name="Severity">Only calls whose highest flag has this severity.</param>
/// <param name="Vertical">Only calls of this vertical.</param>
/// <param name="CampaignId">Only calls of this campaign.</param>
/// <param name="From">Only calls that started at or after this time.</param>
/// <param name="To">Only calls that started before this time.</param>
/// <param name="Search">Part of the caller's number, the source's call id, or a campaign's, publisher's or buyer's name.</param>
/// <param name="Cursor">Where the page starts; from the page before.</param>
/// <param name="Limit">At most <see cref="PageLimit.Max"/>.</param>
public sealed record ListCalls(
    CallStatus? Status,
    Severity? Severity,
    Vertical? Vertical,
    Guid? CampaignId,
    DateTimeOffset? From,
    DateTimeOffset? To,
    string? Search,
    string? Cursor,
    int Limit = PageLimit.Default) : IRequest<Result<Page<CallSummary>>>;

internal sealed class ListCallsValidator : AbstractValidator<ListCalls>
{
    public const int SearchMaxLength = 100;

    public ListCallsValidator()
    {
        RuleFor(request => request.Limit).InclusiveBetween(1, PageLimit.Max);
        RuleFor(request => request.Search).MaximumLength(SearchMaxLength);
        RuleFor(request => request.Cursor).MustBeCallCursor();
        RuleFor(request => request.To)
            .GreaterThan(request => request.From!.Value).When(request => request is { From: not null, To: not null });
    }
}

internal sealed class ListCallsHandler(IAppDbContext db) : IRequestHandler<ListCalls, Result<Page<CallSummary>>>
{
    public async Task<Result<Page<CallSummary>>> Handle(ListCalls request, CancellationToken cancellationToken)
    {
        var calls = db.Calls.AsNoTracking();
        if (request.Status is { } status)
        {
            calls = calls.Where(call => call.Status == status);
        }

        if (request.Severity is { } severity)
        {
            calls = calls.Where(call => call.HighestSeverity == severity);
        }

        if (request.Vertical is { } vertical)
        {
            calls = calls.Where(call => call.Vertical == vertical);
        }

        if (request.CampaignId is { } campaign)
        {
            var campaignId = new CampaignId(campaign);
            calls = calls.Where(call => call.CampaignId == campaignId);
        }

        if (request.From is { } from)
        {
            var utc = from.ToUniversalTime();
            calls = calls.Where(call => call.StartedAt >= utc);
        }

        if (request.To is { } to)
        {
            var utc = to.ToUniversalTime();
            calls = calls.Where(call => call.StartedAt < utc);
        }

        if (!string.IsNullOrWhiteSpace(request.Search))
        {
            calls = calls.Matching(request.Search.Trim());
        }

        return await calls.ToPageAsync(CallSummary.FromCall, request.Cursor, request.Limit, cancellationToken);
    }
}
