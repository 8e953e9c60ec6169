namespace CallScript.Domain.Campaigns;

/// <summary>
/// A campaign's calls of a span, judged again because they were judged by another vertical than it has now. Works down from
/// the newest, so that whoever takes over goes on where the one before stopped.
/// </summary>
public sealed class Rejudgement
{
    private Rejudgement()
    {
    }

    /// <summary>The earliest start of a call.</summary>
    public DateTimeOffset From { get; private set; }

    /// <summary>Calls that started before this time.</summary>
    public DateTimeOffset To { get; private set; }

    public DateTimeOffset AskedAt { get; private set; }

    /// <summary>Nothing is left to do at or after this time.</summary>
    public DateTimeOffset ReachedAt { get; private set; }

    /// <summary>Calls that were queued for the judge.</summary>
    public int Requeued { get; private set; }

    /// <summary>Calls that had no verdict yet and wait for it with the new vertical.</summary>
    public int Redirected { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    public bool IsOver => FinishedAt is not null;

    internal static Rejudgement Begin(DateTimeOffset from, DateTimeOffset to, DateTimeOffset now) =>
        new() { From = from, To = to, ReachedAt = to, AskedAt = now };

    internal void Widen(DateTimeOffset from, DateTimeOffset to)
    {
        (From, To) = (from < From ? from : From, to > To ? to : To);
        StartOver();
    }

    /// <summary>A batch is done.</summary>
    /// <param name="reachedAt">When its oldest call started; others may have started in the same moment.</param>
    /// <param name="requeued">Its calls that wait for another verdict.</param>
    /// <param name="redirected">Its calls that had none yet.</param>
    public void Advance(DateTimeOffset reachedAt, int requeued, int redirected)
    {
        ReachedAt = reachedAt;
        Requeued += requeued;
        Redirected += redirected;
    }

    /// <summary>Some were being worked on and had to be left out: once more from the newest.</summary>
    public void StartOver() => ReachedAt = To;

    public void Finish(DateTimeOffset now) => FinishedAt = now;
}
