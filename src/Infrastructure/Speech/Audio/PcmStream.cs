using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using CallScript.Application.Transcription;
using CallScript.Domain.Common;

namespace CallScript.Infrastructure.Speech.Audio;

/// <summary>
/// A running ffmpeg whose output is read as interleaved samples. ffmpeg waits when nobody reads, so a slow reader
/// bounds memory; ffmpeg itself is bounded by a limit on the time between two reads.
/// </summary>
internal sealed class PcmStream : IAsyncDisposable
{
    private const int MaxChannels = 16;
    private const int MaxHeaderBytes = 16 * 1024;

    private readonly Process _process;
    private readonly Stream _output;
    private readonly SpeechOptions _options;
    private readonly Task<string> _errors;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _callerToken;
    private readonly CancellationTokenRegistration _killOnStop;
    private byte[] _bytes = [];
    private long _frames;

    private PcmStream(Process process, SpeechOptions options, CancellationToken cancellationToken)
    {
        (_process, _options, _callerToken) = (process, options, cancellationToken);
        _output = process.StandardOutput.BaseStream;
        _errors = Ffmpeg.ReadErrorsAsync(process);

        // A pending read of a pipe cannot be cancelled; ending the writer ends it.
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _killOnStop = _stop.Token.Register(Kill);
    }

    /// <summary>Channels that <see cref="ReadAsync"/> interleaves.</summary>
    public int Channels { get; private set; }

    /// <summary>Length of what was read so far.</summary>
    public double Seconds => (double)_frames / FfmpegDecoder.SampleRate;

    /// <summary>Waits for the first sound of ffmpeg: the header, or its reason for giving none.</summary>
    public static async Task<Result<PcmStream>> StartAsync(Process process, SpeechOptions options, CancellationToken cancellationToken)
    {
        var stream = new PcmStream(process, options, cancellationToken);
        Error? error;
        try
        {
            error = await stream.ReadHeaderAsync();
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }

        if (error is null)
        {
            return stream;
        }

        await stream.DisposeAsync();
        return error;
    }

    /// <summary>Reads as many whole frames (a sample of every channel) as fit, fewer only at the end.</summary>
    /// <param name="samples">Takes interleaved samples, normally between -1 and 1.</param>
    /// <returns>The number of frames, 0 at the end, or the reason why the recording cannot be decoded.</returns>
    public async Task<Result<int>> ReadAsync(Memory<float> samples)
    {
        var frameSize = Channels * sizeof(float);
        var wanted = samples.Length / Channels * frameSize;
        if (_bytes.Length < wanted)
        {
            Array.Resize(ref _bytes, wanted);
        }

        var filled = 0;
        while (filled < wanted)
        {
            var read = await ReadOutputAsync(_bytes.AsMemory(filled, wanted - filled));
            if (read == 0)
            {
                break;
            }

            filled += read;
        }

        var frames = filled / frameSize;
        if (frames < wanted / frameSize && await FinishAsync() is { } error)
        {
            return error;
        }

        MemoryMarshal.Cast<byte, float>(_bytes.AsSpan(0, frames * frameSize)).CopyTo(samples.Span);
        _frames += frames;
        return _frames > _options.MaxDuration.TotalSeconds * FfmpegDecoder.SampleRate
            ? SpeechErrors.AudioTooLong(_options.MaxDuration)
            : frames;
    }

    public async ValueTask DisposeAsync()
    {
        await _killOnStop.DisposeAsync();
        _stop.Dispose();
        Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _errors;
        _process.Dispose();
    }

    /// <summary>Reads the header of the WAV stream: tagged parts, of which "fmt " names the channels and "data" comes last.</summary>
    private async Task<Error?> ReadHeaderAsync()
    {
        var part = new byte[12];
        if (!await FillAsync(part))
        {
            return await FinishAsync() ?? SpeechErrors.AudioUnreadable("it holds no sound.");
        }

        while (await FillAsync(part.AsMemory(0, 8)))
        {
            var tag = Encoding.ASCII.GetString(part, 0, 4);
            if (tag == "data")
            {
                return Channels is > 0 and <= MaxChannels
                    ? null
                    : SpeechErrors.AudioUnreadable($"it has {Channels} channels; at most {MaxChannels} are supported.");
            }

            var content = new byte[Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(part.AsSpan(4)), MaxHeaderBytes)];
            if (!await FillAsync(content))
            {
                break;
            }

            if (tag == "fmt ")
            {
                Channels = BinaryPrimitives.ReadUInt16LittleEndian(content.AsSpan(2));
            }
        }

        return await FinishAsync() ?? SpeechErrors.AudioUnreadable("it holds no sound.");
    }

    private async Task<bool> FillAsync(Memory<byte> target)
    {
        for (var filled = 0; filled < target.Length;)
        {
            var read = await ReadOutputAsync(target[filled..]);
            if (read == 0)
            {
                return false;
            }

            filled += read;
        }

        return true;
    }

    private async Task<int> ReadOutputAsync(Memory<byte> target)
    {
        // Only the time spent waiting for ffmpeg counts, not the time between two reads.
        _stop.CancelAfter(TimeSpan.FromSeconds(_options.DecodeStallSeconds));
        var read = await _output.ReadAsync(target, CancellationToken.None);
        _stop.CancelAfter(Timeout.InfiniteTimeSpan);
        return read;
    }

    /// <summary>After the end of the output: why ffmpeg gave up, or null when it simply was done.</summary>
    private async Task<Error?> FinishAsync()
    {
        _callerToken.ThrowIfCancellationRequested();
        await _process.WaitForExitAsync(CancellationToken.None);
        var said = await _errors;
        if (_stop.IsCancellationRequested)
        {
            return SpeechErrors.AudioUnreadable($"decoding made no progress for {_options.DecodeStallSeconds} seconds.");
        }

        return _process.ExitCode == 0 ? null : SpeechErrors.AudioUnreadable(DecoderMessage.Explain(said));
    }

    private void Kill() => Ffmpeg.Kill(_process);
}
