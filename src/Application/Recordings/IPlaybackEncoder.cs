using CallScript.Domain.Common;

namespace CallScript.Application.Recordings;

/// <summary>Whether players get copies of recordings, as the operator has decided.</summary>
public interface IPlaybackPolicy
{
    bool HasCopies { get; }
}

/// <param name="Channels">1 or 2.</param>
/// <param name="BitsPerSecond">Of all channels together.</param>
public sealed record PlaybackShape(int Channels, int BitsPerSecond);

/// <summary>Makes the copy of a recording that players get: MP4 with AAC, its index first, so that it plays while it loads.</summary>
public interface IPlaybackEncoder
{
    /// <summary>The type of what it makes.</summary>
    const string MediaType = "audio/mp4";

    /// <param name="path">A local file of any format that ffmpeg decodes; untrusted.</param>
    /// <param name="shape">What the copy is to be like.</param>
    /// <param name="action">Takes the copy, which is gone when it returns.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The action's result, or one of <see cref="Transcription.SpeechErrors"/>.</returns>
    Task<Result<T>> EncodeAsync<T>(
        string path,
        PlaybackShape shape,
        Func<Stream, CancellationToken, Task<Result<T>>> action,
        CancellationToken cancellationToken);
}
