using System.Diagnostics;
using System.Globalization;
using CallScript.Application.Recordings;
using CallScript.Application.Transcription;
using CallScript.Domain.Common;
using CallScript.Infrastructure.Recordings;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Speech.Audio;

/// <summary>
/// Makes copies for players with ffmpeg: into a file, because the index can only be written to the front when everything else is known.
/// </summary>
internal sealed class PlaybackEncoder(Ffmpeg ffmpeg, IOptions<SpeechOptions> options) : IPlaybackEncoder
{
    /// <summary>As much as a telephone carries, wideband included.</summary>
    private const int SampleRate = 16_000;

    private readonly TemporaryFolder _temporary = new(Path.Combine(Path.GetTempPath(), $"callscript-playback-{Environment.UserName}"));

    public async Task<Result<T>> EncodeAsync<T>(
        string path,
        PlaybackShape shape,
        Func<Stream, CancellationToken, Task<Result<T>>> action,
        CancellationToken cancellationToken)
    {
        _temporary.RemoveAbandoned();
        await using var file = _temporary.Create(".m4a");
        try
        {
            if (await EncodeAsync(path, shape, file.Name, cancellationToken) is { } error)
            {
                return error;
            }

            await using var content = new FileStream(
                file.Name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.Asynchronous);
            return await action(content, cancellationToken);
        }
        finally
        {
            File.Delete(file.Name);
        }
    }

    private async Task<Error?> EncodeAsync(string path, PlaybackShape shape, string target, CancellationToken cancellationToken)
    {
        // Tags may tell of people; the copy has none. Progress is written so that a standstill can be told from work.
        var started = ffmpeg.Start(
            path,
            "-map_metadata", "-1", "-map_chapters", "-1",
            "-ac", Number(shape.Channels), "-ar", Number(SampleRate),
            "-c:a", "aac", "-b:a", Number(shape.BitsPerSecond),
            "-movflags", "+faststart", "-f", "mp4", "-progress", "pipe:1", "-y", "file:" + target);
        if (!started.IsSuccess)
        {
            return started.Error;
        }

        using var process = started.Value;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var kill = stop.Token.Register(() => Ffmpeg.Kill(process));
        var errors = Ffmpeg.ReadErrorsAsync(process);
        await ReadProgressAsync(process, stop);
        await process.WaitForExitAsync(CancellationToken.None);
        var said = await errors;
        cancellationToken.ThrowIfCancellationRequested();
        if (stop.IsCancellationRequested)
        {
            return SpeechErrors.AudioUnreadable($"encoding made no progress for {options.Value.DecodeStallSeconds} seconds.");
        }

        return process.ExitCode == 0 ? null : SpeechErrors.AudioUnreadable(DecoderMessage.Explain(said));
    }

    private async Task ReadProgressAsync(Process process, CancellationTokenSource stop)
    {
        var progress = new byte[1024];
        do
        {
            stop.CancelAfter(TimeSpan.FromSeconds(options.Value.DecodeStallSeconds));
        }
        while (await process.StandardOutput.BaseStream.ReadAsync(progress, CancellationToken.None) > 0);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
