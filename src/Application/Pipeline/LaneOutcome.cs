using CallScript.Domain.Common;

namespace CallScript.Application.Pipeline;

/// <summary>How one attempt at one work item ended.</summary>
public abstract record LaneOutcome
{
    private LaneOutcome()
    {
    }

    /// <summary>The result, the next stage's work and the end of this item are committed.</summary>
    public sealed record Done : LaneOutcome;

    /// <summary>Nothing to do yet; look again later. Does not count as an attempt.</summary>
    public sealed record Snooze(TimeSpan Delay) : LaneOutcome;

    /// <summary>The attempt failed in a way that may pass.</summary>
    /// <param name="Cause">What went wrong.</param>
    /// <param name="Policy">When and how often to try again; the lane's own policy when null.</param>
    public sealed record Retry(Error Cause, RetryPolicy? Policy = null) : LaneOutcome;

    /// <summary>The work failed for good; the call is parked as failed.</summary>
    public sealed record Fail(Error Cause) : LaneOutcome;

    /// <summary>The work has no object any more; the item ends without effect.</summary>
    public sealed record Cancel(string Reason) : LaneOutcome;

    /// <summary>An expected failure of a port: worth another try when its kind says that it may pass.</summary>
    public static LaneOutcome FromError(Error error) =>
        error.Kind == ErrorKind.Unavailable ? new Retry(error) : new Fail(error);
}

/// <summary>A request that works on one leased item of a lane.</summary>
public interface ILaneRequest : MediatR.IRequest<Result<LaneOutcome>>
{
    Domain.Pipeline.WorkLease Lease { get; }
}
