namespace CallScript.Infrastructure.Tests.Ringba;

/// <summary>
/// A clock whose delays pass at once and are written down, so that a test of retries neither waits nor guesses. The
/// timeout of an attempt stays real: it has to lose against an answer that does come.
/// </summary>
internal sealed class RetryClock(TimeSpan attemptTimeout) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _delays = [];

    public IReadOnlyList<TimeSpan> Delays
    {
        get
        {
            lock (_lock)
            {
                return [.. _delays];
            }
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == attemptTimeout || dueTime == Timeout.InfiniteTimeSpan)
        {
            return System.CreateTimer(callback, state, dueTime, period);
        }

        lock (_lock)
        {
            _delays.Add(dueTime);
        }

        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
