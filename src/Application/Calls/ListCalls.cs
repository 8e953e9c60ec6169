using CallScript.Application.Common.Paging;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Application.Privacy;
using CallScript.Domain.Calls;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
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
/// <param name="Search">
/// Part of the source's call id or of a campaign's, publisher's or buyer's name; or a caller's last four digits or, for those
/// who may see numbers, whole number.
/// </param>
/// <param name="Cursor">Where the page starts; from the page before.</param>
/// <param name="Limit">At most <see cref="PageLimit.Max"/>.</param>
/// <param name="CallerNumber">Only calls from this number, in any notation.</param>
/// <param name="SameCallerAs">Only calls from the caller of this call.</param>
/// <param name="RepeatWithinHours">Only calls whose caller had called so short a time before.</param>
/// <param name="DuplicateWithinHours">Only calls whose caller had called on the same campaign so short a time before.</param>
public sealed record ListCalls(
    CallStatus? Status,
    Severity? Severity,
    Vertical? Vertical,
    Guid? CampaignId,
    DateTimeOffset? From,
    DateTimeOffset? To,
    string? Search,
    string? Cursor,
    int Limit = PageLimit.Default,
    string? CallerNumber = null,
    Guid? SameCallerAs = null,
    int? RepeatWithinHours = null,
    int? DuplicateWithinHours = null) : IRequest<Result<Page<CallSummary>>>;

internal sealed class ListCallsValidator : AbstractValidator<ListCalls>
{
    public const int SearchMaxLength = 100;

    private const int HoursOfAYear = 8_784;

    public ListCallsValidator()
    {
        RuleFor(request => request.Limit).InclusiveBetween(1, PageLimit.Max);
        RuleFor(request => request.Search).MaximumLength(SearchMaxLength);
        RuleFor(request => request.Cursor).MustBeCallCursor();
        RuleFor(request => request.CallerNumber).MaximumLength(CallParties.NumberMaxLength)
            .Must(number => number is null || PhoneNumber.Normalize(number) is not null).WithMessage("Give a telephone number.");
        RuleFor(request => request.RepeatWithinHours).InclusiveBetween(1, HoursOfAYear);
        RuleFor(request => request.DuplicateWithinHours).InclusiveBetween(1, HoursOfAYear);
        RuleFor(request => request.To)
            .GreaterThan(request => request.From!.Value).When(request => request is { From: not null, To: not null });
    }
}

internal sealed class ListCallsHandler(
    IAppDbContext db, ICallerNumbers numbers, ICurrentAccess access, CallPresentation presentation)
    : IRequestHandler<ListCalls, Result<Page<CallSummary>>>
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
            var text = request.Search.Trim();
            calls = calls.Matching(text, await SearchedCallerAsync(text, cancellationToken));
        }

        if (request.CallerNumber is { } number)
        {
            // Otherwise whoever sees only the last digits could try out the others.
            if (!access.Allows(Permission.SeeCallerNumbers))
            {
                return CallErrors.NumbersHidden;
            }

            var hash = (await numbers.UnlockAsync(cancellationToken)).HashOf(number);
            calls = calls.Where(call => call.CallerHash == hash);
        }

        if (request.SameCallerAs is { } other)
        {
            var callId = new CallId(other);
            calls = calls.Where(call => call.CallerHash != null
                && db.Calls.Any(same => same.Id == callId && same.CallerHash == call.CallerHash));
        }

        if (request.RepeatWithinHours is { } repeat)
        {
            var within = TimeSpan.FromHours(repeat);
            calls = calls.Where(call => call.Repeat!.SincePreviousCall <= within);
        }

        if (request.DuplicateWithinHours is { } duplicate)
        {
            var within = TimeSpan.FromHours(duplicate);
            calls = calls.Where(call => call.Repeat!.SincePreviousOnCampaign <= within);
        }

        return await calls.ToPageAsync(presentation, request.Cursor, request.Limit, cancellationToken);
    }

    private async Task<SearchedCaller> SearchedCallerAsync(string text, CancellationToken cancellationToken)
    {
        if (!text.All(letter => char.IsAsciiDigit(letter) || "+-.() ".Contains(letter, StringComparison.Ordinal))
            || PhoneNumber.Normalize(text) is not { } number)
        {
            return default;
        }

        if (number.Length == PhoneNumber.SuffixLength)
        {
            return new SearchedCaller(Hash: null, (await numbers.UnlockAsync(cancellationToken)).SuffixHashOf(number));
        }

        return PhoneNumber.IsComplete(number) && access.Allows(Permission.SeeCallerNumbers)
            ? new SearchedCaller((await numbers.UnlockAsync(cancellationToken)).HashOf(number), SuffixHash: null)
            : default;
    }
}
