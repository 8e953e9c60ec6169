using CallScript.Application.Campaigns;
using CallScript.Application.Pipeline;
using CallScript.Domain.Pipeline;
using Microsoft.Extensions.Options;

namespace CallScript.Workers.Lanes;

/// <summary>Has campaigns' calls judged again, a batch at a time; each batch schedules the next.</summary>
internal sealed class RejudgeLane(IOptionsMonitor<LaneOptions> options) : ILane
{
    public Lane Key => Lane.Rejudge;

    public LaneOptions Options => options.Get(nameof(Lane.Rejudge));

    public ILaneRequest RequestFor(WorkLease lease) => new RejudgeCampaign(lease);
}
