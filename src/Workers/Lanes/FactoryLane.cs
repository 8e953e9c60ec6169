using CallScript.Application.Pipeline;
using CallScript.Application.Transcription;
using CallScript.Domain.Pipeline;
using Microsoft.Extensions.Options;

namespace CallScript.Workers.Lanes;

/// <summary>Transcribes. Bound by processors, not by waiting, so it runs as many items as the engine has workers.</summary>
internal sealed class FactoryLane(IOptionsMonitor<LaneOptions> options) : ILane
{
    public Lane Key => Lane.Factory;

    public LaneOptions Options => options.Get(nameof(Lane.Factory));

    public ILaneRequest RequestFor(WorkLease lease) => new TranscribeCall(lease);
}
