using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using CallScript.Application.Transcription;
using CallScript.Domain.Common;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Speech.Audio;

/// <summary>Starts ffmpeg on a recording and hands out its samples as they are decoded.</summary>
internal sealed class FfmpegDecoder(IOptions<SpeechOptions> options)
{
    public const int SampleRate = 16_000;

    // Formats that recordings come in. Without this list ffmpeg would also follow playlists and concatenation scripts,
    // which name other files and addresses.
    private const string Formats =
        "wav,w64,mp3,aac,flac,ogg,mov,mp4,m4a,matroska,webm,amr,amrnb,amrwb,au,aiff,caf,asf,gsm,g722,g729,wv,ape,mulaw,alaw,"
        + "mpeg,mpegts,flv";

    // Decoding stops this much after the limit, so that a recording over it can be told from one that just fits.
    private static readonly TimeSpan OverLimit = TimeSpan.FromSeconds(1);

    /// <param name="path">A local file.</param>
    /// <param name="mix">Which channels to hand out.</param>
    /// <param name="cancellationToken">Ends ffmpeg at once.</param>
    /// <returns>The running decoder, which the caller disposes, or one of <see cref="SpeechErrors"/>.</returns>
    public async Task<Result<PcmStream>> OpenAsync(string path, ChannelMix mix, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return SpeechErrors.FileNotFound(path);
        }

        if (file.Length == 0)
        {
            return SpeechErrors.AudioUnreadable("the file is empty.");
        }

        var start = new ProcessStartInfo(options.Value.FfmpegPath)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var argument in Arguments(file.FullName, mix))
        {
            start.ArgumentList.Add(argument);
        }

        Process process;
        try
        {
            process = Process.Start(start) ?? throw new InvalidOperationException("ffmpeg did not start.");
        }
        catch (Win32Exception error)
        {
            return SpeechErrors.EngineFailed(
                $"'{options.Value.FfmpegPath}' cannot be started ({error.Message}). Install ffmpeg or set Speech:FfmpegPath.");
        }

        process.StandardInput.Close();
        return await PcmStream.StartAsync(process, options.Value, cancellationToken);
    }

    private string[] Arguments(string path, ChannelMix mix) =>
    [
        "-nostdin", "-hide_banner", "-v", "error", "-threads", "1",
        "-protocol_whitelist", "file,pipe",
        "-format_whitelist", Formats,
        "-i", "file:" + path,
        "-map", "0:a:0", "-vn", "-sn", "-dn",
        .. mix.Arguments,
        "-ar", SampleRate.ToString(CultureInfo.InvariantCulture),
        "-t", (options.Value.MaxDuration + OverLimit).TotalSeconds.ToString("0", CultureInfo.InvariantCulture),
        "-c:a", "pcm_f32le", "-f", "wav", "pipe:1",
    ];
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
