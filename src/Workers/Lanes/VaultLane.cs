using CallScript.Application.Pipeline;
using CallScript.Application.Recordings;
using CallScript.Domain.Pipeline;
using Microsoft.Extensions.Options;

namespace CallScript.Workers.Lanes;

/// <summary>Fetches recordings before their links die.</summary>
internal sealed class VaultLane(IOptionsMonitor<LaneOptions> options) : ILane
{
    public Lane Key => Lane.Vault;

    public LaneOptions Options => options.Get(nameof(Lane.Vault));

    public ILaneRequest RequestFor(WorkLease lease) => new VaultRecording(lease);
}
