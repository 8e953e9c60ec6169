using CallScript.Application.Recordings;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Recordings;

internal sealed class PlaybackPolicy(IOptions<VaultOptions> options) : IPlaybackPolicy
{
    public bool HasCopies => options.Value.Playback.Format != PlaybackFormat.None;
}
