using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Calls;

public readonly record struct CallRevisionId(Guid Value) : ITypedId<CallRevisionId>
{
    public static CallRevisionId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>What a call is billed by.</summary>
/// <param name="Revenue">What the buyer pays.</param>
/// <param name="Payout">What the publisher gets.</param>
/// <param name="DurationSeconds">The whole call.</param>
public readonly record struct CallTerms(decimal? Revenue, decimal? Payout, double? DurationSeconds)
{
    /// <summary>Whether something that was known is otherwise now; what was not known before is no change.</summary>
    public bool Contradict(CallTerms before) =>
        (before.Revenue is not null && before.Revenue != Revenue)
        || (before.Payout is not null && before.Payout != Payout)
        || (before.DurationSeconds is not null && before.DurationSeconds != DurationSeconds);
}

/// <summary>A source changed what a call is billed by after it had reported it: what was, and what came instead.</summary>
public sealed class CallRevision : ITenantOwned
{
    private CallRevision()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public CallRevisionId Id { get; private set; }

    public CallId CallId { get; private set; }

    public DateTimeOffset NoticedAt { get; private set; }

    public decimal? RevenueBefore { get; private set; }

    public decimal? RevenueAfter { get; private set; }

    public decimal? PayoutBefore { get; private set; }

    public decimal? PayoutAfter { get; private set; }

    public double? DurationSecondsBefore { get; private set; }

    public double? DurationSecondsAfter { get; private set; }

    public static CallRevision Create(Call call, CallRevisionId id, CallTerms before, DateTimeOffset now) =>
        new()
        {
            OrganizationId = call.OrganizationId,
            Id = id,
            CallId = call.Id,
            NoticedAt = now,
            RevenueBefore = before.Revenue,
            RevenueAfter = call.Revenue,
            PayoutBefore = before.Payout,
            PayoutAfter = call.Payout,
            DurationSecondsBefore = before.DurationSeconds,
            DurationSecondsAfter = call.DurationSeconds,
        };
}
