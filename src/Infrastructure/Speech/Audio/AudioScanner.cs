using CallScript.Application.Recordings;
using CallScript.Application.Transcription;
using CallScript.Domain.Common;
using CallScript.Domain.Recordings;

namespace CallScript.Infrastructure.Speech.Audio;

/// <summary>A profile, and how to listen to the recording.</summary>
/// <param name="Profile">What the rest of the system keeps.</param>
/// <param name="Mix">The channels worth decoding for transcription.</param>
/// <param name="FirstChannel">The channel of the recording that the first decoded channel is.</param>
internal sealed record AudioScan(AudioProfile Profile, ChannelMix Mix, int FirstChannel);

/// <summary>Decodes a recording once, in blocks, to learn its length, its waveform and how its channels relate.</summary>
internal sealed class AudioScanner(FfmpegDecoder decoder) : IAudioProbe
{
    private const int BlockFrames = FfmpegDecoder.SampleRate;
    private const int MaxSlices = 1000;

    // -48 dBFS. A line that is switched off hums well below this; the quietest party speaks above it.
    private const float DeadChannel = 0.004f;

    public async Task<Result<AudioProfile>> ProbeAsync(string path, CancellationToken cancellationToken)
    {
        var scan = await ScanAsync(path, cancellationToken);
        return scan.IsSuccess ? scan.Value.Profile : scan.Error;
    }

    public async Task<Result<AudioScan>> ScanAsync(string path, CancellationToken cancellationToken)
    {
        var opened = await decoder.OpenAsync(path, ChannelMix.All, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        await using var stream = opened.Value;
        var channels = stream.Channels;
        var peaks = new PeakCollector(channels);
        var dualMono = new DualMonoDetector();
        var block = new float[BlockFrames * channels];
        while (true)
        {
            var read = await stream.ReadAsync(block);
            if (!read.IsSuccess)
            {
                return read.Error;
            }

            var samples = block.AsMemory(0, read.Value * channels);
            peaks.Add(samples.Span);
            if (channels == 2)
            {
                Compare(dualMono, samples.Span);
            }

            if (read.Value < BlockFrames)
            {
                break;
            }
        }

        if (stream.Seconds == 0)
        {
            return SpeechErrors.AudioUnreadable("it holds no sound.");
        }

        dualMono.Finish();
        return Judge(stream, peaks, dualMono.IsDualMono);
    }

    private static void Compare(DualMonoDetector detector, ReadOnlySpan<float> stereo)
    {
        for (var i = 0; i < stereo.Length; i += 2)
        {
            detector.Add(stereo[i], stereo[i + 1]);
        }
    }

    private static AudioScan Judge(PcmStream stream, PeakCollector peaks, bool isDualMono)
    {
        var waveform = peaks.Finish(MaxSlices);
        var loudest = peaks.Loudest;
        var louder = Array.IndexOf(loudest, loudest.Max());
        AudioScan Scan(ChannelLayout layout, ChannelMix mix, int first) =>
            new(new AudioProfile(Math.Round(stream.Seconds, 3), stream.Channels, layout, waveform), mix, first);

        if (stream.Channels != 2)
        {
            return Scan(ChannelLayout.Mono, ChannelMix.Mono, 0);
        }

        if (isDualMono)
        {
            return Scan(ChannelLayout.DualMono, ChannelMix.Only(louder), louder);
        }

        // With one dead channel both parties are on the other: a mono recording in a stereo file.
        return loudest.Min() < DeadChannel && loudest.Max() >= DeadChannel
            ? Scan(ChannelLayout.Mono, ChannelMix.Only(louder), louder)
            : Scan(ChannelLayout.Stereo, ChannelMix.All, 0);
    }
}
