using CallScript.Domain.Common;
using CallScript.Domain.Transcription;

namespace CallScript.Application.Transcription;

/// <summary>A speech engine. One instance serves the whole process and keeps its model loaded.</summary>
public interface ISpeechRecognizer
{
    /// <summary>Transcribes one recording, with speakers and the time of every word.</summary>
    /// <param name="path">A local audio file of any format that ffmpeg decodes.</param>
    /// <param name="cancellationToken">Stops between chunks of audio; native code cannot be interrupted.</param>
    /// <returns>
    /// The speech (with no segments when nobody speaks), or one of <see cref="SpeechErrors"/>.
    /// </returns>
    Task<Result<RecognizedSpeech>> RecognizeAsync(string path, CancellationToken cancellationToken);
}

/// <summary>The ways in which a recording cannot be transcribed.</summary>
public static class SpeechErrors
{
    public static Error FileNotFound(string path) =>
        new(ErrorKind.NotFound, "file_not_found", $"There is no file at '{path}'.");

    /// <summary>The bytes are not audio, or are broken. Trying again will not help.</summary>
    public static Error AudioUnreadable(string reason) =>
        new(ErrorKind.Validation, "audio_unreadable", $"The recording cannot be decoded: {reason}");

    public static Error AudioTooLong(TimeSpan limit) =>
        new(ErrorKind.Validation, "audio_too_long", $"The recording is longer than the limit of {limit.TotalMinutes:0} minutes.");

    /// <summary>Voice activity was found but the engine wrote nothing: a fault, never a clean call.</summary>
    public static Error TranscriptEmpty { get; } =
        new(ErrorKind.Unavailable, "transcript_empty", "Somebody speaks in the recording, but the speech engine returned no words.");

    public static Error EngineFailed(string reason) =>
        new(ErrorKind.Unavailable, "engine_failed", $"The speech engine failed: {reason}");
}
