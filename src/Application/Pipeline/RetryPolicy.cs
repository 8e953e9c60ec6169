namespace CallScript.Application.Pipeline;

/// <summary>How often something is tried again, and how long each time is waited for.</summary>
/// <param name="MaxAttempts">All attempts at the item together; after the last the work is given up.</param>
/// <param name="FirstDelay">The wait after the first failed attempt; it doubles with each further one.</param>
/// <param name="LongestDelay">The longest wait between attempts.</param>
public sealed record RetryPolicy(int MaxAttempts, TimeSpan FirstDelay, TimeSpan LongestDelay)
{
    /// <summary>
    /// The wait before attempt <paramref name="attempt"/> + 1: exponential with full jitter in its upper half, so that
    /// items which failed together do not come back together.
    /// </summary>
    public TimeSpan DelayAfter(int attempt, Random random)
    {
        var exponential = FirstDelay * Math.Pow(2, Math.Min(attempt - 1, 30));
        var capped = exponential < LongestDelay ? exponential : LongestDelay;
        return capped * (0.5 + (random.NextDouble() / 2));
    }
}
