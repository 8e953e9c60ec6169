namespace CallScript.SampleMaker;

/// <summary>The sound of a telephone line: 8 kHz, companded to 8 bits, a little noise.</summary>
internal static class Telephone
{
    public const int SampleRate = 8000;

    private const double SpeechRms = 0.09;
    private const double Loudest = 0.85;
    private const double NoiseRms = 0.0004;

    /// <summary>Brings the spoken part to a common loudness, whatever the voice.</summary>
    public static void Level(Span<float> samples, double start, double end)
    {
        var spoken = samples[(int)(start * SampleRate)..Math.Min(samples.Length, (int)(end * SampleRate))];
        double energy = 0;
        var peak = 0f;
        foreach (var sample in spoken)
        {
            energy += sample * sample;
            peak = Math.Max(peak, Math.Abs(sample));
        }

        var gain = (float)Math.Min(SpeechRms / Math.Sqrt(energy / spoken.Length), Loudest / peak);
        foreach (ref var sample in samples)
        {
            sample *= gain;
        }
    }

    public static void AddNoise(Span<float> samples, Random random)
    {
        foreach (ref var sample in samples)
        {
            // Box and Muller: two uniform numbers make one normal one.
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            sample += (float)(NoiseRms * radius * Math.Cos(2 * Math.PI * random.NextDouble()));
        }
    }

    public static float[] Tone(double hertz, double seconds)
    {
        var samples = new float[(int)(seconds * SampleRate)];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (float)(0.2 * Math.Sin(2 * Math.PI * hertz * i / SampleRate));
        }

        return samples;
    }

    /// <summary>ITU-T G.711 mu-law.</summary>
    public static byte Encode(float sample)
    {
        const int bias = 0x84;
        var value = (int)Math.Round(Math.Clamp(sample, -1f, 1f) * 32767);
        var sign = value < 0 ? 0x80 : 0;
        var magnitude = Math.Min(Math.Abs(value), 32635) + bias;
        var exponent = 7;
        for (var mask = 0x4000; exponent > 0 && (magnitude & mask) == 0; mask >>= 1)
        {
            exponent--;
        }

        return (byte)~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0F));
    }

    /// <summary>ITU-T G.711 mu-law, back to 16 bits.</summary>
    public static short Decode(byte code)
    {
        const int bias = 0x84;
        var bits = ~code & 0xFF;
        var magnitude = ((((bits & 0x0F) << 3) + bias) << ((bits & 0x70) >> 4)) - bias;
        return (short)((bits & 0x80) != 0 ? -magnitude : magnitude);
    }
}
