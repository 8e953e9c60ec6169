using CallScript.Application.Pipeline;
using CallScript.Domain.Pipeline;

namespace CallScript.Workers.Lanes;

/// <summary>
/// One stage of the pipeline: what to claim, how much at once, and the request that works on an item. Everything
/// else (leases, heartbeat, tenant scope, timeout, retries, shutdown) is the runner's.
/// </summary>
internal interface ILane
{
    Lane Key { get; }

    LaneOptions Options { get; }

    ILaneRequest RequestFor(WorkLease lease);
}
