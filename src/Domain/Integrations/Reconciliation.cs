using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Integrations;

/// <summary>What a day's calls add up to; null where the source does not say.</summary>
/// <param name="Calls">How many started on the day.</param>
/// <param name="ConnectedSeconds">Of all of them, in whole seconds.</param>
/// <param name="Revenue">What buyers pay.</param>
/// <param name="Payout">What publishers get.</param>
public sealed record DayTotals(int? Calls, long? ConnectedSeconds, decimal? Revenue, decimal? Payout)
{
    /// <summary>A source rounds each call's length or their sum: less than a second a day is no difference.</summary>
    private const long SecondsOfRounding = 1;

    public static DayTotals None { get; } = new(0, 0, 0m, 0m);

    /// <summary>Compares what both sides say.</summary>
    public bool Agrees(DayTotals other) =>
        !(Calls is { } calls && other.Calls is { } otherCalls && calls != otherCalls)
        && !(Revenue is { } revenue && other.Revenue is { } otherRevenue && revenue != otherRevenue)
        && !(Payout is { } payout && other.Payout is { } otherPayout && payout != otherPayout)
        && !(ConnectedSeconds is { } seconds && other.ConnectedSeconds is { } otherSeconds
            && Math.Abs(seconds - otherSeconds) > SecondsOfRounding);

    public static DayTotals operator +(DayTotals left, DayTotals right) => new(
        left.Calls + right.Calls, left.ConnectedSeconds + right.ConnectedSeconds, left.Revenue + right.Revenue, left.Payout + right.Payout);
}

public enum ReconciliationState
{
    /// <summary>Both sides say the same.</summary>
    Matched,

    /// <summary>They do not, and the day is read again.</summary>
    Differs,

    /// <summary>They do not, and it is known why.</summary>
    Explained,
}

/// <summary>
/// One UTC day of an account, as it is here and as Ringba adds it up. A day that differs is read again, in growing intervals,
/// until the difference is gone or explained; one that agrees is looked at again while Ringba may still adjust its money.
/// </summary>
public sealed class Reconciliation : ITenantOwned
{
    public const int ExplanationMaxLength = 500;

    /// <summary>How long after its end a day is compared first, and then again.</summary>
    public static readonly IReadOnlyList<TimeSpan> Schedule =
        [TimeSpan.FromHours(2), TimeSpan.FromDays(1), TimeSpan.FromDays(3), TimeSpan.FromDays(7), TimeSpan.FromDays(14), TimeSpan.FromDays(30)];

    private static readonly TimeSpan FirstReread = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestReread = TimeSpan.FromDays(1);

    private Reconciliation()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public RingbaConnectionId ConnectionId { get; private set; }

    /// <summary>UTC.</summary>
    public DateOnly Day { get; private set; }

    public ReconciliationState State { get; private set; }

    /// <summary>What is here.</summary>
    public DayTotals Ours { get; private set; } = DayTotals.None;

    /// <summary>What was here and was removed on purpose: for retention, or because its caller asked.</summary>
    public DayTotals Removed { get; private set; } = DayTotals.None;

    /// <summary>What Ringba says.</summary>
    public DayTotals Theirs { get; private set; } = DayTotals.None;

    public DateTimeOffset CheckedAt { get; private set; }

    /// <summary>When to compare again; null when the day is settled.</summary>
    public DateTimeOffset? NextCheckAt { get; private set; }

    /// <summary>How often the day was read again for the present difference.</summary>
    public int Rereads { get; private set; }

    /// <summary>Why the sides differ, in a person's words; null when nobody said, or the removed calls are the reason.</summary>
    public string? Explanation { get; private set; }

    public UserId? ExplainedBy { get; private set; }

    public DateTimeOffset? ExplainedAt { get; private set; }

    public static Reconciliation Create(RingbaConnection connection, DateOnly day) =>
        new() { OrganizationId = connection.OrganizationId, ConnectionId = connection.Id, Day = day };

    /// <summary>When a day has ended for so long that it can be compared.</summary>
    public static DateTimeOffset FirstCheckOf(DateOnly day) => EndOf(day) + Schedule[0];

    public static DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    public static DateTimeOffset EndOf(DateOnly day) => StartOf(day).AddDays(1);

    /// <summary>Takes a comparison.</summary>
    /// <returns>True when the day should be read again.</returns>
    public bool Compare(DayTotals ours, DayTotals removed, DayTotals theirs, DateTimeOffset now)
    {
        var isSameDifference = (ours, removed, theirs) == (Ours, Removed, Theirs);
        (Ours, Removed, Theirs, CheckedAt) = (ours, removed, theirs, now);
        if (ours.Agrees(theirs) || (ours + removed).Agrees(theirs))
        {
            Settle(ours.Agrees(theirs) ? ReconciliationState.Matched : ReconciliationState.Explained, now);
            return false;
        }

        if (State == ReconciliationState.Explained && Explanation is not null && isSameDifference)
        {
            NextCheckAt = NextOnSchedule(now);
            return false;
        }

        // An explanation is for the difference that it was given for.
        (State, Explanation, ExplainedBy, ExplainedAt) = (ReconciliationState.Differs, null, null, null);
        var wait = FirstReread * Math.Pow(2, Math.Min(Rereads, 10));
        NextCheckAt = now + (wait < LongestReread ? wait : LongestReread);
        Rereads++;
        return true;
    }

    /// <summary>A person says why the sides differ; the day is not read again for this difference.</summary>
    public Result Explain(string explanation, UserId? by, DateTimeOffset now)
    {
        if (State == ReconciliationState.Matched)
        {
            return ReconciliationErrors.Matched;
        }

        (State, Explanation, ExplainedBy, ExplainedAt) = (ReconciliationState.Explained, explanation, by, now);
        (Rereads, NextCheckAt) = (0, NextOnSchedule(now));
        return Result.Success;
    }

    private void Settle(ReconciliationState state, DateTimeOffset now)
    {
        (State, Rereads, NextCheckAt) = (state, 0, NextOnSchedule(now));
        (Explanation, ExplainedBy, ExplainedAt) = (null, null, null);
    }

    private DateTimeOffset? NextOnSchedule(DateTimeOffset now) =>
        Schedule.Select(after => (DateTimeOffset?)(EndOf(Day) + after)).FirstOrDefault(at => at > now);
}

public static class ReconciliationErrors
{
    public static Error NotFound { get; } = new(ErrorKind.NotFound, "reconciliation_not_found", "This day was not compared.");

    public static Error Matched { get; } =
        new(ErrorKind.Conflict, "reconciliation_matched", "Both sides say the same of this day: there is nothing to explain.");
}
