using CallScript.Application.Integrations.Ringba;
using CallScript.Application.Pipeline;
using CallScript.Domain.Pipeline;
using Microsoft.Extensions.Options;

namespace CallScript.Workers.Lanes;

/// <summary>Reads call logs. Its items never end: each read schedules the next.</summary>
internal sealed class IngestLane(IOptionsMonitor<LaneOptions> options, IOptionsMonitor<RereadOptions> rereads) : ILane
{
    public Lane Key => Lane.Ingest;

    public LaneOptions Options => options.Get(nameof(Lane.Ingest));

    public ILaneRequest RequestFor(WorkLease lease) => new IngestCalls(lease, Options.Interval) { Rereads = rereads.CurrentValue.Plan };
}
