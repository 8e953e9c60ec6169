using CallScript.Infrastructure.Speech.Audio;

namespace CallScript.Infrastructure.Speech.Speakers;

/// <summary>How a voice sounds, in numbers that can be compared: its timbre and its pitch.</summary>
/// <param name="Timbre">Mean of each cepstral coefficient, then its deviation.</param>
/// <param name="LogPitch">Natural logarithm of the median pitch in hertz; null when too little of it is voiced.</param>
/// <param name="Seconds">Length of what was measured.</param>
internal sealed record VoicePrint(float[] Timbre, double? LogPitch, double Seconds)
{
    public const int Coefficients = 12;

    private const int SampleRate = 16_000;
    private const int Frame = 400;
    private const int Hop = 320;
    private const int Bands = 24;

    // Telephone speech ends at 3400 Hz; what lies above differs by recording equipment only.
    private const double LowestBand = 150;
    private const double HighestBand = 3600;
    private const int FewestFrames = 10;

    // Pitch is sought at half the rate, between 60 and 350 Hz.
    private const int PitchRate = SampleRate / 2;
    private const int PitchFrame = PitchRate / 20;
    private const int ShortestPeriod = PitchRate / 350;
    private const int LongestPeriod = PitchRate / 60;
    private const double Voiced = 0.5;

    private static readonly float[] Window =
        [.. Enumerable.Range(0, Frame).Select(i => (float)(0.54 - (0.46 * Math.Cos(2 * Math.PI * i / (Frame - 1)))))];

    private static readonly (int First, float[] Weights)[] Filters = [.. Enumerable.Range(0, Bands).Select(Filter)];

    private static readonly double[] Cosines =
        [.. Enumerable.Range(0, Coefficients * Bands).Select(i => Math.Cos(Math.PI * ((i / Bands) + 1) * ((i % Bands) + 0.5) / Bands))];

    /// <returns>The print, or null when there is too little sound.</returns>
    public static VoicePrint? Of(ReadOnlySpan<float> audio)
    {
        List<float[]> frames = [];
        List<double> energies = [];
        for (var start = 0; start + Frame <= audio.Length; start += Hop)
        {
            var (coefficients, energy) = Cepstrum(audio.Slice(start, Frame));
            frames.Add(coefficients);
            energies.Add(energy);
        }

        // Pauses between words say nothing about the voice: only frames within 30 dB of the loudest count.
        var floor = energies.Count > 0 ? energies.Max() * 1e-3 : 0;
        var loud = frames.Where((_, i) => energies[i] > floor && energies[i] > 1e-7).ToList();
        if (loud.Count < FewestFrames)
        {
            return null;
        }

        var timbre = new float[2 * Coefficients];
        for (var i = 0; i < Coefficients; i++)
        {
            var mean = loud.Average(frame => frame[i]);
            timbre[i] = mean;
            timbre[Coefficients + i] = (float)Math.Sqrt(loud.Average(frame => (frame[i] - mean) * (frame[i] - mean)));
        }

        return new VoicePrint(timbre, Pitch(audio), (double)audio.Length / SampleRate);
    }

    private static (float[] Coefficients, double Energy) Cepstrum(ReadOnlySpan<float> frame)
    {
        Span<float> real = stackalloc float[FourierTransform.Size];
        Span<float> imaginary = stackalloc float[FourierTransform.Size];
        real.Clear();
        imaginary.Clear();
        for (var i = 0; i < Frame; i++)
        {
            real[i] = (frame[i] - (i > 0 ? 0.97f * frame[i - 1] : 0)) * Window[i];
        }

        FourierTransform.Run(real, imaginary);
        Span<double> bands = stackalloc double[Bands];
        for (var band = 0; band < Bands; band++)
        {
            var (first, weights) = Filters[band];
            var sum = 0.0;
            for (var i = 0; i < weights.Length; i++)
            {
                var (x, y) = (real[first + i], imaginary[first + i]);
                sum += weights[i] * ((x * x) + (y * y));
            }

            bands[band] = Math.Log(sum + 1e-10);
        }

        var coefficients = new float[Coefficients];
        for (var c = 0; c < Coefficients; c++)
        {
            var sum = 0.0;
            for (var band = 0; band < Bands; band++)
            {
                sum += bands[band] * Cosines[(c * Bands) + band];
            }

            coefficients[c] = (float)sum;
        }

        return (coefficients, SampleMath.Energy(frame) / Frame);
    }

    /// <summary>Triangles of equal width on the mel scale.</summary>
    private static (int First, float[] Weights) Filter(int band)
    {
        static double Mel(double hertz) => 2595 * Math.Log10(1 + (hertz / 700));
        static double Bin(double mel) => 700 * (Math.Pow(10, mel / 2595) - 1) * FourierTransform.Size / SampleRate;

        var (low, high) = (Mel(LowestBand), Mel(HighestBand));
        double Edge(int i) => Bin(low + ((high - low) * i / (Bands + 1)));
        var (left, peak, right) = (Edge(band), Edge(band + 1), Edge(band + 2));
        var first = (int)Math.Ceiling(left);
        var weights = Enumerable.Range(first, Math.Max(1, (int)Math.Floor(right) - first + 1))
            .Select(bin => (float)Math.Max(0, bin <= peak ? (bin - left) / (peak - left) : (right - bin) / (right - peak)));
        return (first, [.. weights]);
    }

    /// <summary>Median pitch by autocorrelation, or null when fewer than five frames are clearly voiced.</summary>
    private static double? Pitch(ReadOnlySpan<float> audio)
    {
        var slow = new float[audio.Length / 2];
        for (var i = 0; i < slow.Length; i++)
        {
            slow[i] = (audio[2 * i] + audio[(2 * i) + 1]) / 2;
        }

        List<double> pitches = [];
        for (var start = 0; start + PitchFrame + LongestPeriod <= slow.Length; start += PitchFrame)
        {
            if (Period(slow.AsSpan(start, PitchFrame + LongestPeriod)) is { } period)
            {
                pitches.Add(Math.Log(PitchRate / period));
            }
        }

        pitches.Sort();
        return pitches.Count < 5 ? null : pitches[pitches.Count / 2];
    }

    private static double? Period(ReadOnlySpan<float> frame)
    {
        Span<double> likeness = stackalloc double[LongestPeriod + 1];
        var head = SampleMath.Energy(frame[..PitchFrame]);
        if (head < 1e-5)
        {
            return null;
        }

        var best = 0.0;
        for (var lag = ShortestPeriod; lag <= LongestPeriod; lag++)
        {
            var shifted = frame.Slice(lag, PitchFrame);
            likeness[lag] = SampleMath.Dot(frame[..PitchFrame], shifted) / Math.Sqrt((head * SampleMath.Energy(shifted)) + 1e-12);
            best = Math.Max(best, likeness[lag]);
        }

        if (best < Voiced)
        {
            return null;
        }

        // The shortest lag that is nearly as good: its multiples fit as well, and would halve the pitch.
        for (var lag = ShortestPeriod + 1; lag < LongestPeriod; lag++)
        {
            if (likeness[lag] >= 0.9 * best && likeness[lag] >= likeness[lag - 1] && likeness[lag] >= likeness[lag + 1])
            {
                return lag;
            }
        }

        return null;
    }
}
