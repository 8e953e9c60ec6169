using CallScript.Application.Judging;
using CallScript.Application.Pipeline;
using CallScript.Domain.Pipeline;
using Microsoft.Extensions.Options;

namespace CallScript.Workers.Lanes;

/// <summary>Holds transcripts against the rules.</summary>
internal sealed class JudgeLane(IOptionsMonitor<LaneOptions> options) : ILane
{
    public Lane Key => Lane.Judge;

    public LaneOptions Options => options.Get(nameof(Lane.Judge));

    public ILaneRequest RequestFor(WorkLease lease) => new JudgeCall(lease);
}
