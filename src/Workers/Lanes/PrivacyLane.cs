using CallScript.Application.Pipeline;
using CallScript.Application.Privacy;
using CallScript.Domain.Pipeline;
using Microsoft.Extensions.Options;

namespace CallScript.Workers.Lanes;

/// <summary>Carries out confirmed erasures.</summary>
internal sealed class PrivacyLane(IOptionsMonitor<LaneOptions> options) : ILane
{
    public Lane Key => Lane.Privacy;

    public LaneOptions Options => options.Get(nameof(Lane.Privacy));

    public ILaneRequest RequestFor(WorkLease lease) => new EraseCaller(lease);
}
