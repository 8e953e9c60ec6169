namespace CallScript.Infrastructure.Speech.Speakers;

/// <summary>The fast Fourier transform of one fixed size, radix 2.</summary>
internal static class FourierTransform
{
    public const int Size = 512;

    private static readonly float[] Cosines = [.. Enumerable.Range(0, Size / 2).Select(i => MathF.Cos(2 * MathF.PI * i / Size))];
    private static readonly float[] Sines = [.. Enumerable.Range(0, Size / 2).Select(i => -MathF.Sin(2 * MathF.PI * i / Size))];

    /// <summary>Transforms in place; both parts have <see cref="Size"/> entries.</summary>
    public static void Run(Span<float> real, Span<float> imaginary)
    {
        Reorder(real, imaginary);
        for (var size = 2; size <= Size; size <<= 1)
        {
            var (half, stride) = (size / 2, Size / size);
            for (var block = 0; block < Size; block += size)
            {
                for (int i = 0, turn = 0; i < half; i++, turn += stride)
                {
                    var (even, odd) = (block + i, block + i + half);
                    var x = (real[odd] * Cosines[turn]) - (imaginary[odd] * Sines[turn]);
                    var y = (real[odd] * Sines[turn]) + (imaginary[odd] * Cosines[turn]);
                    (real[odd], imaginary[odd]) = (real[even] - x, imaginary[even] - y);
                    (real[even], imaginary[even]) = (real[even] + x, imaginary[even] + y);
                }
            }
        }
    }

    /// <summary>Swaps each entry with the one whose index has the same bits backwards.</summary>
    private static void Reorder(Span<float> real, Span<float> imaginary)
    {
        for (int i = 1, j = 0; i < Size; i++)
        {
            var bit = Size >> 1;
            for (; (j & bit) != 0; bit >>= 1)
            {
                j ^= bit;
            }

            j ^= bit;
            if (i < j)
            {
                (real[i], real[j]) = (real[j], real[i]);
                (imaginary[i], imaginary[j]) = (imaginary[j], imaginary[i]);
            }
        }
    }
}
