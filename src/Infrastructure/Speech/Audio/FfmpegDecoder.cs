using System.Globalization;
using CallScript.Domain.Common;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Speech.Audio;

/// <summary>Decodes a recording with ffmpeg and hands out its samples as they come.</summary>
internal sealed class FfmpegDecoder(Ffmpeg ffmpeg, IOptions<SpeechOptions> options)
{
    public const int SampleRate = 16_000;

    /// <param name="path">A local file.</param>
    /// <param name="mix">Which channels to hand out.</param>
    /// <param name="cancellationToken">Ends ffmpeg at once.</param>
    /// <returns>The running decoder, which the caller disposes, or one of <see cref="Application.Transcription.SpeechErrors"/>.</returns>
    public async Task<Result<PcmStream>> OpenAsync(string path, ChannelMix mix, CancellationToken cancellationToken)
    {
        var started = ffmpeg.Start(
            path, [.. mix.Arguments, "-ar", SampleRate.ToString(CultureInfo.InvariantCulture), "-c:a", "pcm_f32le", "-f", "wav", "pipe:1"]);
        return started.IsSuccess ? await PcmStream.StartAsync(started.Value, options.Value, cancellationToken) : started.Error;
    }
}

/// <summary>Which channels of a recording a decoder hands out.</summary>
internal sealed record ChannelMix(IReadOnlyList<string> Arguments)
{
    /// <summary>All channels as they are.</summary>
    public static ChannelMix All { get; } = new([]);

    /// <summary>All channels mixed into one.</summary>
    public static ChannelMix Mono { get; } = new(["-ac", "1"]);

    /// <summary>One channel alone.</summary>
    public static ChannelMix Only(int channel) =>
        new(["-af", string.Create(CultureInfo.InvariantCulture, $"pan=mono|c0=c{channel}")]);
}
