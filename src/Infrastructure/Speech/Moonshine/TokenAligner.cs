namespace CallScript.Infrastructure.Speech.Moonshine;

/// <summary>
/// Dynamic time warping over cross-attention: the cheapest path that walks through all tokens and all frames in order,
/// where looking at a frame strongly is cheap. The weights are first normalised over the tokens, so that a frame that
/// everything looks at counts for nothing, and smoothed over time with a median.
/// </summary>
internal static class TokenAligner
{
    private const int MedianReach = 3;

    /// <param name="attention">Weights of every decoding step.</param>
    /// <param name="heads">The heads to trust.</param>
    /// <returns>The first frame of each step, then the end: one entry more than there are steps.</returns>
    public static int[] Align(CrossAttention attention, IReadOnlyList<int> heads)
    {
        var (steps, frames) = (attention.Steps.Count, attention.Frames);
        if (steps == 0)
        {
            return [frames];
        }

        var gain = new float[steps * frames];
        var weights = new float[steps * frames];
        foreach (var head in heads)
        {
            for (var step = 0; step < steps; step++)
            {
                attention.Row(step, head).CopyTo(weights.AsSpan(step * frames, frames));
            }

            NormalizeFrames(weights, steps, frames);
            for (var step = 0; step < steps; step++)
            {
                AddSmoothed(weights.AsSpan(step * frames, frames), gain.AsSpan(step * frames, frames), 1f / heads.Count);
            }
        }

        return Path(gain, steps, frames);
    }

    private static void NormalizeFrames(float[] weights, int steps, int frames)
    {
        for (var frame = 0; frame < frames; frame++)
        {
            double sum = 0, squares = 0;
            for (var step = 0; step < steps; step++)
            {
                var weight = weights[(step * frames) + frame];
                sum += weight;
                squares += (double)weight * weight;
            }

            var mean = sum / steps;
            var deviation = Math.Sqrt(Math.Max(0, (squares / steps) - (mean * mean))) + 1e-9;
            for (var step = 0; step < steps; step++)
            {
                ref var weight = ref weights[(step * frames) + frame];
                weight = (float)((weight - mean) / deviation);
            }
        }
    }

    private static void AddSmoothed(ReadOnlySpan<float> row, Span<float> target, float share)
    {
        Span<float> window = stackalloc float[(2 * MedianReach) + 1];
        for (var frame = 0; frame < row.Length; frame++)
        {
            for (var offset = -MedianReach; offset <= MedianReach; offset++)
            {
                window[offset + MedianReach] = row[Math.Clamp(frame + offset, 0, row.Length - 1)];
            }

            target[frame] += share * Median(window);
        }
    }

    /// <summary>Median of seven by partial selection: the smallest four, of which the largest is the answer.</summary>
    private static float Median(Span<float> window)
    {
        for (var i = 0; i <= MedianReach; i++)
        {
            for (var j = i + 1; j < window.Length; j++)
            {
                var (low, high) = (MathF.Min(window[i], window[j]), MathF.Max(window[i], window[j]));
                (window[i], window[j]) = (low, high);
            }
        }

        return window[MedianReach];
    }

    private static int[] Path(float[] gain, int steps, int frames)
    {
        const byte diagonal = 0, nextStep = 1, nextFrame = 2;
        var above = new float[frames + 1];
        var current = new float[frames + 1];
        var moves = new byte[steps * frames];
        Array.Fill(above, float.PositiveInfinity);
        above[0] = 0;
        for (var step = 0; step < steps; step++)
        {
            current[0] = float.PositiveInfinity;
            for (var frame = 0; frame < frames; frame++)
            {
                var (cost, move) = (above[frame], diagonal);
                if (above[frame + 1] < cost)
                {
                    (cost, move) = (above[frame + 1], nextStep);
                }

                if (current[frame] < cost)
                {
                    (cost, move) = (current[frame], nextFrame);
                }

                current[frame + 1] = cost - gain[(step * frames) + frame];
                moves[(step * frames) + frame] = move;
            }

            (above, current) = (current, above);
        }

        var starts = new int[steps + 1];
        starts[steps] = frames;
        for (int step = steps - 1, frame = frames - 1; step >= 0 && frame >= 0;)
        {
            starts[step] = frame;
            var move = moves[(step * frames) + frame];
            step -= move == nextFrame ? 0 : 1;
            frame -= move == nextStep ? 0 : 1;
        }

        return starts;
    }
}
