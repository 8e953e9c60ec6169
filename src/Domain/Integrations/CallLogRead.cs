using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Integrations;

public enum CallLogReadKind
{
    /// <summary>A span that somebody asked for.</summary>
    Backfill,

    /// <summary>A span that was read before and is due to be looked at again.</summary>
    Reread,

    /// <summary>The first read, or what nobody read while the installation or the account was away.</summary>
    CatchUp,
}

public enum CallLogReadState
{
    Queued,
    Running,
    Paused,
    Cancelled,
    Completed,
    Failed,
}

/// <summary>One UTC day of a dry run.</summary>
/// <param name="Day">The day.</param>
/// <param name="InRingba">Calls that Ringba has.</param>
/// <param name="NotHere">Those of them that are not here yet.</param>
public sealed record CallLogDay(DateOnly Day, int InRingba, int NotHere);

/// <summary>
/// A span of an account's call log that is read window by window. The position moves only together with the work item, so
/// that whoever takes over goes on where the last finished window ended. What people decide and what the lane notes lie in
/// columns of their own: neither overwrites the other.
/// </summary>
public sealed class CallLogRead : ITenantOwned
{
    public const int LastErrorMaxLength = 500;

    /// <summary>The longest window that is read in one step.</summary>
    public static readonly TimeSpan LongestWindow = TimeSpan.FromHours(6);

    /// <summary>A window is not cut below this by what the one before it held.</summary>
    public static readonly TimeSpan ShortestWindow = TimeSpan.FromMinutes(1);

    /// <summary>A step that found more makes the next one shorter.</summary>
    private const int FullStep = 5_000;

    private CallLogRead()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public CallLogReadId Id { get; private set; }

    /// <summary>The account; it may have been disconnected since.</summary>
    public RingbaConnectionId ConnectionId { get; private set; }

    public CallLogReadKind Kind { get; private set; }

    /// <summary>Counts and takes nothing in.</summary>
    public bool IsDryRun { get; private set; }

    public DateTimeOffset From { get; private set; }

    public DateTimeOffset To { get; private set; }

    public bool OldestFirst { get; private set; }

    /// <summary>How far it is: everything between the end it started from and here has been read.</summary>
    public DateTimeOffset Position { get; private set; }

    /// <summary>Length of the next window.</summary>
    public TimeSpan Window { get; private set; }

    public IntakeCounts Counts { get; private set; } = IntakeCounts.None;

    /// <summary>Of a dry run, by day.</summary>
    public IReadOnlyList<CallLogDay> Days { get; private set; } = [];

    /// <summary>Null when the schedule, an API key or the operator asked.</summary>
    public UserId? RequestedBy { get; private set; }

    public DateTimeOffset RequestedAt { get; private set; }

    public DateTimeOffset? PausedAt { get; private set; }

    public DateTimeOffset? CancelledAt { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>What went wrong at the last step, or why it failed; null when nothing did.</summary>
    public string? LastError { get; private set; }

    /// <summary>Why it ended before its end; null while it did not.</summary>
    public string? FailureCode { get; private set; }

    public CallLogReadState State =>
        FailureCode is not null ? CallLogReadState.Failed
        : FinishedAt is not null ? CallLogReadState.Completed
        : CancelledAt is not null ? CallLogReadState.Cancelled
        : PausedAt is not null ? CallLogReadState.Paused
        : StartedAt is not null ? CallLogReadState.Running
        : CallLogReadState.Queued;

    /// <summary>Whether it has come to an end, whichever.</summary>
    public bool IsOver => FinishedAt is not null || CancelledAt is not null;

    /// <summary>The part of the span that has been read, 0 to 1.</summary>
    public double Progress => (To - From) is var span && span <= TimeSpan.Zero
        ? 1
        : Math.Clamp((OldestFirst ? Position - From : To - Position) / span, 0, 1);

    public static CallLogRead Create(
        RingbaConnection connection,
        CallLogReadId id,
        CallLogReadKind kind,
        DateTimeOffset from,
        DateTimeOffset to,
        bool oldestFirst,
        bool isDryRun,
        UserId? requestedBy,
        DateTimeOffset now) =>
        new()
        {
            OrganizationId = connection.OrganizationId,
            Id = id,
            ConnectionId = connection.Id,
            Kind = kind,
            IsDryRun = isDryRun,
            From = from,
            To = to,
            OldestFirst = oldestFirst,
            Position = oldestFirst ? from : to,
            Window = LongestWindow,
            RequestedBy = requestedBy,
            RequestedAt = now,
        };

    /// <summary>The window to read next; empty when all has been read.</summary>
    public (DateTimeOffset From, DateTimeOffset To) NextWindow() => OldestFirst
        ? (Position, Earlier(Position + Window, To))
        : (Later(Position - Window, From), Position);

    /// <summary>Notes that the next window was read, and what it held.</summary>
    public void Advance(IntakeCounts found, IReadOnlyCollection<CallLogDay> days, DateTimeOffset begun, DateTimeOffset now)
    {
        var (from, to) = NextWindow();
        StartedAt ??= begun;
        Position = OldestFirst ? to : from;
        Counts += found;
        Days =
        [
            .. Days.Concat(days)
                .GroupBy(day => day.Day)
                .Select(day => new CallLogDay(day.Key, day.Sum(part => part.InRingba), day.Sum(part => part.NotHere)))
                .OrderBy(day => day.Day),
        ];
        Window = found.Total > FullStep ? Later(Window / 2, ShortestWindow) : Earlier(Window * 2, LongestWindow);
        LastError = null;
        if (Position == (OldestFirst ? To : From))
        {
            FinishedAt = now;
        }
    }

    /// <summary>Keeps what went wrong with a step; the read goes on later.</summary>
    public void StepFailed(Error error) => LastError = Bounded(error.Message);

    /// <summary>Ends it for a reason that cannot pass.</summary>
    public void Fail(Error cause, DateTimeOffset now) =>
        (LastError, FailureCode, FinishedAt) = (Bounded(cause.Message), cause.Code, now);

    /// <summary>Holds it after the step that is under way. To do so twice changes nothing.</summary>
    public Result Pause(DateTimeOffset now)
    {
        if (IsOver)
        {
            return CallLogReadErrors.Over;
        }

        PausedAt ??= now;
        return Result.Success;
    }

    public Result Resume()
    {
        if (IsOver)
        {
            return CallLogReadErrors.Over;
        }

        PausedAt = null;
        return Result.Success;
    }

    /// <summary>Ends it after the step that is under way. What was read stays.</summary>
    public Result Cancel(DateTimeOffset now)
    {
        if (IsOver)
        {
            return CallLogReadErrors.Over;
        }

        CancelledAt = now;
        return Result.Success;
    }

    private static string Bounded(string text) => text[..Math.Min(text.Length, LastErrorMaxLength)];

    private static DateTimeOffset Earlier(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    private static TimeSpan Earlier(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private static TimeSpan Later(TimeSpan left, TimeSpan right) => left > right ? left : right;
}

public static class CallLogReadErrors
{
    public static Error NotFound { get; } = new(ErrorKind.NotFound, "backfill_not_found", "There is no such backfill.");

    public static Error Over { get; } = new(ErrorKind.Conflict, "backfill_over", "The backfill has ended.");

    public static Error TooMany(int limit) => new(
        ErrorKind.Conflict, "backfill_limit", $"There are {limit} backfills that have not ended. Wait for one, or cancel one.");
}
