using System.ComponentModel.DataAnnotations;

namespace CallScript.Infrastructure.Speech;

/// <summary>Settings of the embedded speech engine and of audio decoding.</summary>
public sealed class SpeechOptions
{
    public const string SectionName = "Speech";

    /// <summary>
    /// The folder that <c>prepare-speech</c> wrote. No default: without it transcription answers <c>engine_failed</c>
    /// with the command to run, while decoding and probing of audio still work.
    /// </summary>
    public string? Directory { get; set; }

    /// <summary>Threads that run the models, each on one core at a time. Default: 0, one for each processor.</summary>
    [Range(0, 256)]
    public int Workers { get; set; }

    /// <summary>
    /// Recordings that are decoded and transcribed at the same time; more wait their turn. Bounds the number of ffmpeg
    /// processes and the audio held in memory. Default: 0, one more than there are workers.
    /// </summary>
    [Range(0, 256)]
    public int ConcurrentCalls { get; set; }

    /// <summary>The ffmpeg program: a path, or a name to be found on the PATH. Default: <c>ffmpeg</c>.</summary>
    [Required]
    public string FfmpegPath { get; set; } = "ffmpeg";

    /// <summary>Longest recording accepted, in minutes; a longer one is <c>audio_too_long</c>. Default: 240.</summary>
    [Range(1, 24 * 60)]
    public int MaxMinutes { get; set; } = 240;

    /// <summary>Seconds without a byte of decoded audio after which ffmpeg counts as stuck and is ended. Default: 60.</summary>
    [Range(1, 3600)]
    public int DecodeStallSeconds { get; set; } = 60;

    internal int WorkerCount => Workers > 0 ? Workers : Environment.ProcessorCount;

    internal int CallCount => ConcurrentCalls > 0 ? ConcurrentCalls : WorkerCount + 1;

    internal TimeSpan MaxDuration => TimeSpan.FromMinutes(MaxMinutes);
}
