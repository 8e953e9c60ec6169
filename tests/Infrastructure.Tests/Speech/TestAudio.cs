using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace CallScript.Infrastructure.Tests.Speech;

/// <summary>Makes recordings on the fly: synthetic voices by flite, containers and codecs by ffmpeg.</summary>
internal static class TestAudio
{
    public const int SampleRate = 16_000;

    private static readonly ConcurrentDictionary<(string Voice, string Text), float[]> Spoken = new();

    /// <summary>A sentence at 16 kHz in one of flite's voices.</summary>
    public static float[] Speak(string voice, string text) => Spoken.GetOrAdd((voice, text), key =>
    {
        var file = Path.GetTempFileName();
        try
        {
            Run("flite", "-voice", key.Voice, "-t", key.Text, "-o", file);
            return Decode(file);
        }
        finally
        {
            File.Delete(file);
        }
    });

    /// <summary>Any file as 16 kHz mono, by a second and independent way than the one under test.</summary>
    public static float[] Decode(string file)
    {
        var raw = Path.GetTempFileName();
        try
        {
            Run("ffmpeg", "-v", "error", "-y", "-i", file, "-ac", "1", "-ar", "16000", "-f", "s16le", raw);
            var bytes = File.ReadAllBytes(raw);
            return
            [
                .. Enumerable.Range(0, bytes.Length / 2)
                    .Select(i => BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(2 * i)) / 32768f),
            ];
        }
        finally
        {
            File.Delete(raw);
        }
    }

    public static float[] Silence(double seconds) => new float[(int)(seconds * SampleRate)];

    public static float[] Noise(double seconds, double level, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, (int)(seconds * SampleRate)).Select(_ => (float)(level * ((2 * random.NextDouble()) - 1)))];
    }

    /// <summary>Keypad tones, 0.25 s each with as much silence after it.</summary>
    public static float[] Keypad(string digits)
    {
        (double Low, double High) Tones(char digit)
        {
            var i = "123456789*0#".IndexOf(digit, StringComparison.Ordinal);
            return (new[] { 697.0, 770, 852, 941 }[i / 3], new[] { 1209.0, 1336, 1477 }[i % 3]);
        }

        return [.. digits.SelectMany(digit => Enumerable.Range(0, SampleRate / 2).Select(i =>
        {
            var (low, high) = Tones(digit);
            var t = 2 * Math.PI * i / SampleRate;
            return i < SampleRate / 4 ? (float)(0.3 * (Math.Sin(low * t) + Math.Sin(high * t))) : 0f;
        }))];
    }

    /// <summary>Lays sounds onto a channel at their times, over a faint noise such as every line has.</summary>
    public static float[] Channel(double seconds, IEnumerable<(double At, float[] Sound)> sounds, int noiseSeed = 1)
    {
        var channel = Noise(seconds, 0.0004, noiseSeed);
        foreach (var (at, sound) in sounds)
        {
            var start = (int)(at * SampleRate);
            for (var i = 0; i < sound.Length && start + i < channel.Length; i++)
            {
                channel[start + i] += sound[i];
            }
        }

        return channel;
    }

    /// <summary>Writes 16-bit PCM.</summary>
    public static void WriteWav(string path, params float[][] channels)
    {
        var frames = channels.Max(channel => channel.Length);
        var size = frames * channels.Length * 2;
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write(Encoding.ASCII.GetBytes("RIFF"));
        writer.Write(36 + size);
        writer.Write(Encoding.ASCII.GetBytes("WAVEfmt "));
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)channels.Length);
        writer.Write(SampleRate);
        writer.Write(SampleRate * channels.Length * 2);
        writer.Write((short)(channels.Length * 2));
        writer.Write((short)16);
        writer.Write(Encoding.ASCII.GetBytes("data"));
        writer.Write(size);
        for (var frame = 0; frame < frames; frame++)
        {
            foreach (var channel in channels)
            {
                var sample = frame < channel.Length ? channel[frame] : 0;
                writer.Write((short)Math.Clamp(Math.Round(sample * 32767), -32768, 32767));
            }
        }
    }

    public static void Ffmpeg(params string[] arguments) => Run("ffmpeg", ["-v", "error", "-y", "-nostdin", .. arguments]);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {errors}");
        }
    }
}
