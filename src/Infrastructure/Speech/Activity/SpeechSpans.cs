namespace CallScript.Infrastructure.Speech.Activity;

/// <summary>A stretch in which somebody speaks, in samples at 16 kHz of the recording.</summary>
internal readonly record struct SpeechSpan(long Start, long End)
{
    public long Length => End - Start;
}

/// <summary>
/// Turns probabilities into stretches of speech. Two thresholds keep a voice that hovers around one of them from being
/// chopped up; a stretch ends only after a pause, and one that grows too long for the engine is cut where it is quietest.
/// </summary>
internal sealed class SpeechSpans
{
    public const int MaxSpanSamples = 25 * SampleRate;

    private const int SampleRate = 16_000;
    private const int Window = SileroVad.Window;
    private const float SpeechStarts = 0.5f;
    private const float SpeechEnds = 0.35f;

    // 0.35 s of silence: shorter ones lie between words, longer ones often between two people.
    private const int PauseWindows = 11;

    // 0.1 s: a short "yes" survives, a click does not.
    private const int MinWindows = 3;
    private const int MaxWindows = MaxSpanSamples / Window;

    private readonly List<float> _levels = [];
    private long _window;
    private long _start;
    private long _silence = -1;
    private bool _speaking;

    /// <summary>No sample before this one is part of a stretch that is still to come.</summary>
    public long Undecided => (_speaking ? _start : _window) * Window;

    /// <summary>Takes the next window.</summary>
    /// <param name="probability">That somebody speaks, 0 to 1.</param>
    /// <param name="level">Loudness of the window on any scale, to find the quietest place to cut.</param>
    /// <returns>The stretch that this window completes, or null.</returns>
    public SpeechSpan? Add(float probability, float level)
    {
        var window = _window++;
        if (!_speaking)
        {
            if (probability < SpeechStarts)
            {
                return null;
            }

            (_speaking, _start, _silence) = (true, window, -1);
            _levels.Clear();
        }

        _levels.Add(level);
        if (probability >= SpeechStarts)
        {
            _silence = -1;
        }
        else if (probability < SpeechEnds && _silence < 0)
        {
            _silence = window;
        }

        if (_silence >= 0 && _window - _silence >= PauseWindows)
        {
            return End(_silence);
        }

        return _levels.Count >= MaxWindows ? Cut() : null;
    }

    /// <summary>The recording ends.</summary>
    /// <param name="length">Its length in samples.</param>
    public SpeechSpan? Finish(long length) => _speaking ? End(_silence >= 0 ? _silence : _window, length) : null;

    private SpeechSpan? End(long end, long limit = long.MaxValue)
    {
        _speaking = false;
        return end - _start >= MinWindows ? new SpeechSpan(_start * Window, Math.Min(end * Window, limit)) : null;
    }

    private SpeechSpan Cut()
    {
        // The mean of three windows, so that a stop consonant is not taken for a pause; never in the first half.
        var quietest = MaxWindows / 2;
        for (var i = quietest; i < _levels.Count - 1; i++)
        {
            if (Around(i) < Around(quietest))
            {
                quietest = i;
            }
        }

        var span = new SpeechSpan(_start * Window, (_start + quietest) * Window);
        _start += quietest;
        _levels.RemoveRange(0, quietest);
        if (_silence >= 0 && _silence < _start)
        {
            _silence = _start;
        }

        return span;

        float Around(int i) => _levels[i - 1] + _levels[i] + _levels[i + 1];
    }
}
