using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using CallScript.Application.Transcription;
using CallScript.Domain.Common;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Speech.Audio;

/// <summary>Starts ffmpeg on a recording, which nobody vouches for: one thread, no network, no format that names other files.</summary>
internal sealed class Ffmpeg(IOptions<SpeechOptions> options)
{
    private const int MaxErrorBytes = 16 * 1024;

    // Formats that recordings come in. Without this list ffmpeg would also follow playlists and concatenation scripts,
    // which name other files and addresses.
    private const string Formats =
        "wav,w64,mp3,aac,flac,ogg,mov,mp4,m4a,matroska,webm,amr,amrnb,amrwb,au,aiff,caf,asf,gsm,g722,g729,wv,ape,mulaw,alaw,"
        + "mpeg,mpegts,flv";

    // ffmpeg stops this much after the limit, so that a recording over it can be told from one that just fits.
    private static readonly TimeSpan OverLimit = TimeSpan.FromSeconds(1);

    /// <param name="path">A local file.</param>
    /// <param name="output">What to make of its first sound track.</param>
    /// <returns>The running program, which the caller disposes, or one of <see cref="SpeechErrors"/>.</returns>
    public Result<Process> Start(string path, params IEnumerable<string> output)
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
        string[] arguments =
        [
            "-nostdin", "-hide_banner", "-v", "error", "-threads", "1",
            "-protocol_whitelist", "file,pipe",
            "-format_whitelist", Formats,
            "-i", "file:" + file.FullName,
            "-map", "0:a:0", "-vn", "-sn", "-dn",
            "-t", (options.Value.MaxDuration + OverLimit).TotalSeconds.ToString("0", CultureInfo.InvariantCulture),
            .. output,
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            var process = Process.Start(start) ?? throw new InvalidOperationException("ffmpeg did not start.");
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception error)
        {
            return SpeechErrors.EngineFailed(
                $"'{options.Value.FfmpegPath}' cannot be started ({error.Message}). Install ffmpeg or set Speech:FfmpegPath.");
        }
    }

    /// <summary>Reads all of what ffmpeg complains of, and keeps the beginning.</summary>
    public static async Task<string> ReadErrorsAsync(Process process)
    {
        var errors = process.StandardError.BaseStream;
        var kept = new byte[MaxErrorBytes];
        var dropped = new byte[4096];
        var length = 0;
        while (true)
        {
            var target = length < kept.Length ? kept.AsMemory(length) : dropped;
            var read = await errors.ReadAsync(target, CancellationToken.None);
            if (read == 0)
            {
                return Encoding.UTF8.GetString(kept, 0, length);
            }

            length += length < kept.Length ? read : 0;
        }
    }

    public static void Kill(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
