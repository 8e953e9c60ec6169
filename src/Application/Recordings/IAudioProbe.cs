using CallScript.Domain.Common;
using CallScript.Domain.Recordings;

namespace CallScript.Application.Recordings;

/// <summary>Decodes a recording once to learn its true length, its channels and its waveform.</summary>
public interface IAudioProbe
{
    /// <returns>The profile, or <c>audio_unreadable</c> / <c>audio_too_long</c> of <see cref="Transcription.SpeechErrors"/>.</returns>
    Task<Result<AudioProfile>> ProbeAsync(string path, CancellationToken cancellationToken);
}
