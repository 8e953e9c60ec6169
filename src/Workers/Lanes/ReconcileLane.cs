using CallScript.Application.Integrations.Reconciliations;
using CallScript.Application.Pipeline;
using CallScript.Domain.Pipeline;
using Microsoft.Extensions.Options;

namespace CallScript.Workers.Lanes;

/// <summary>Compares days with what Ringba adds up. Its items never end: each comparison schedules the next.</summary>
internal sealed class ReconcileLane(IOptionsMonitor<LaneOptions> options) : ILane
{
    public Lane Key => Lane.Reconcile;

    public LaneOptions Options => options.Get(nameof(Lane.Reconcile));

    public ILaneRequest RequestFor(WorkLease lease) => new ReconcileDays(lease, Options.Interval);
}
