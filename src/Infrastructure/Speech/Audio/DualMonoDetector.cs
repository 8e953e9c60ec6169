namespace CallScript.Infrastructure.Speech.Audio;

/// <summary>
/// Tells two channels that carry the same sound from two parties on a channel each. Both channels are compared second
/// by second, at 4 kHz and shifted against each other by up to 20 ms, without regard to their level or polarity.
/// Comparing the seconds one by one keeps a long monologue that leaks into the other channel from drowning a short
/// answer.
/// </summary>
internal sealed class DualMonoDetector
{
    private const int Decimation = 4;
    private const int Rate = FfmpegDecoder.SampleRate / Decimation;
    private const int MaxLag = Rate / 50;
    private const double AudibleLevel = 0.002;
    private const double SameSound = 0.9;
    private const double SameCall = 0.95;

    private readonly float[] _left = new float[Rate];
    private readonly float[] _right = new float[Rate];
    private readonly int[] _matches = new int[(2 * MaxLag) + 1];
    private int _filled;
    private int _partial;
    private float _leftSum;
    private float _rightSum;
    private int _audibleBlocks;

    /// <summary>Whether the channels carry the same sound; false when neither carries any.</summary>
    public bool IsDualMono => _audibleBlocks > 0 && _matches.Max() >= SameCall * _audibleBlocks;

    public void Add(float left, float right)
    {
        _leftSum += left;
        _rightSum += right;
        if (++_partial < Decimation)
        {
            return;
        }

        (_left[_filled], _right[_filled]) = (_leftSum / Decimation, _rightSum / Decimation);
        (_leftSum, _rightSum, _partial) = (0, 0, 0);
        if (++_filled == Rate)
        {
            Compare();
        }
    }

    /// <summary>Compares what is left at the end of the recording.</summary>
    public void Finish()
    {
        // Under a tenth of a second says nothing.
        if (_filled > Rate / 10)
        {
            Compare();
        }
    }

    private void Compare()
    {
        var left = _left.AsSpan(0, _filled);
        var right = _right.AsSpan(0, _filled);
        var quietest = AudibleLevel * AudibleLevel * _filled;
        if (Math.Max(SampleMath.Energy(left), SampleMath.Energy(right)) > quietest)
        {
            _audibleBlocks++;
            for (var lag = -MaxLag; lag <= MaxLag; lag++)
            {
                var overlap = _filled - Math.Abs(lag);
                var a = left.Slice(Math.Max(0, -lag), overlap);
                var b = right.Slice(Math.Max(0, lag), overlap);
                var energy = Math.Sqrt(SampleMath.Energy(a) * SampleMath.Energy(b));
                if (energy > 0 && Math.Abs(SampleMath.Dot(a, b)) >= SameSound * energy)
                {
                    _matches[lag + MaxLag]++;
                }
            }
        }

        _filled = 0;
    }
}
