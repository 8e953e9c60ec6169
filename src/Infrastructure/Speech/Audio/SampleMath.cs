using System.Numerics;
using System.Runtime.InteropServices;

namespace CallScript.Infrastructure.Speech.Audio;

/// <summary>Arithmetic over samples, many at a time.</summary>
internal static class SampleMath
{
    /// <summary>Sum of the products; both must be equally long.</summary>
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var x = MemoryMarshal.Cast<float, Vector<float>>(a);
        var y = MemoryMarshal.Cast<float, Vector<float>>(b);
        var sums = Vector<float>.Zero;
        for (var i = 0; i < x.Length; i++)
        {
            sums += x[i] * y[i];
        }

        double total = Vector.Sum(sums);
        for (var i = x.Length * Vector<float>.Count; i < a.Length; i++)
        {
            total += a[i] * b[i];
        }

        return total;
    }

    public static double Energy(ReadOnlySpan<float> samples) => Dot(samples, samples);
}
