using CallScript.Application.Integrations.Ringba;
using CallScript.Application.Pipeline;
using CallScript.Domain.Pipeline;
using Microsoft.Extensions.Options;

namespace CallScript.Workers.Lanes;

/// <summary>Reads spans of call logs, a window at a time; each step schedules the next.</summary>
internal sealed class BackfillLane(IOptionsMonitor<LaneOptions> options) : ILane
{
    public Lane Key => Lane.Backfill;

    public LaneOptions Options => options.Get(nameof(Lane.Backfill));

    public ILaneRequest RequestFor(WorkLease lease) => new ReadCallLog(lease, Options.Interval);
}
