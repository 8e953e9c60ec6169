using CallScript.Domain.Common;

namespace CallScript.Application.Pipeline;

public static class PipelineErrors
{
    /// <summary>The lease ran out: the worker died, or was too slow to say that it lives.</summary>
    public static Error WorkerLost { get; } =
        new(ErrorKind.Unavailable, "worker_lost", "The worker stopped before it finished.");

    public static Error TimedOut(TimeSpan limit) =>
        new(ErrorKind.Unavailable, "stage_timed_out", $"The stage took longer than its limit of {limit.TotalSeconds:0} seconds.");

    /// <summary>An exception that nobody expected; its message stays in the log.</summary>
    public static Error Unexpected(string exceptionType) =>
        new(ErrorKind.Unavailable, "unexpected_error", $"The stage stopped with {exceptionType}; the log has the details.");
}
