using System.Linq.Expressions;
using CallScript.Application.Common.Tenancy;
using CallScript.Application.Privacy;
using CallScript.Domain.Calls;
using CallScript.Domain.Organizations;

namespace CallScript.Application.Calls;

/// <summary>A call as lists read it: its number is still sealed.</summary>
internal sealed record CallRow(CallSummary Summary, byte[]? SealedNumber)
{
    internal static readonly Expression<Func<Call, CallRow>> FromCall = call => new CallRow(
        new CallSummary(
            call.Id.Value,
            call.Source,
            call.SourceCallId,
            call.Status,
            call.StartedAt,
            call.DurationSeconds,
            call.CampaignId == null ? null : call.CampaignId.Value.Value,
            call.CampaignName,
            call.Vertical,
            call.PublisherName,
            call.BuyerName,
            call.TargetName,
            /* CallerNumber: */ null,
            call.Revenue,
            call.Payout,
            call.Score,
            call.FlagCount,
            call.HighestSeverity,
            call.ReviewState,
            call.FailureCategory == null ? null : new CallFailure(call.FailureCategory, call.FailureDetail ?? ""),
            call.SkipReason,
            call.CreatedAt,
            call.JudgedAt,
            call.Repeat == null ? null : call.Repeat.PreviousCallAt,
            call.Repeat == null ? null : call.Repeat.PreviousOnCampaignAt),
        call.SealedCallerNumber);
}

/// <summary>Gives calls their callers' numbers, whole or masked as the caller of the scope may see them.</summary>
internal sealed class CallPresentation(ICallerNumbers numbers, ICurrentAccess access)
{
    public async Task<IReadOnlyList<CallSummary>> PresentAsync(IReadOnlyList<CallRow> rows, CancellationToken cancellationToken)
    {
        if (rows.All(row => row.SealedNumber is null))
        {
            return [.. rows.Select(row => row.Summary)];
        }

        var keys = await numbers.UnlockAsync(cancellationToken);
        var inClear = access.Allows(Permission.SeeCallerNumbers);
        var calls = new List<CallSummary>(rows.Count);
        foreach (var (summary, sealedNumber) in rows)
        {
            var number = sealedNumber is null ? null : await keys.RevealAsync(summary.Id, sealedNumber, cancellationToken);
            calls.Add(summary with { CallerNumber = number is null || inClear ? number : PhoneNumber.Mask(number) });
        }

        return calls;
    }
}
