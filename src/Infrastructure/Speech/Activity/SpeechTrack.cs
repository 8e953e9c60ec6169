namespace CallScript.Infrastructure.Speech.Activity;

/// <summary>
/// One channel on its way to the engine: takes samples with their probabilities of speech, finds the stretches of
/// speech and gathers them into chunks. It keeps only the audio that a chunk may still need.
/// </summary>
internal sealed class SpeechTrack(int channel)
{
    private const int SampleRate = 16_000;

    // The model hears a voice begin up to 0.3 s late, and less so its end.
    private const int LeadIn = SampleRate * 3 / 10;
    private const int FadeOut = SampleRate / 5;

    // Longer chunks cost more for each second; shorter ones give the model too little context.
    private const int TargetSamples = 18 * SampleRate;

    // Speech this far apart is no longer context for each other.
    private const int MaxGap = 10 * SampleRate;

    private readonly SpeechSpans _spans = new();
    private readonly List<SpeechSpan> _found = [];
    private readonly List<ChunkPiece> _pieces = [];
    private readonly List<float> _chunk = [];
    private float[] _audio = [];
    private int _held;
    private long _origin;

    /// <summary>All stretches of speech found so far, in order.</summary>
    public IReadOnlyList<SpeechSpan> Spans => _found;

    private long End => _origin + _held;

    /// <param name="samples">A whole number of windows.</param>
    /// <param name="probabilities">One for each window.</param>
    /// <returns>The chunks that became complete.</returns>
    public List<SpeechChunk> Add(ReadOnlySpan<float> samples, ReadOnlySpan<float> probabilities)
    {
        Hold(samples);
        List<SpeechChunk> complete = [];
        for (var window = 0; window < probabilities.Length; window++)
        {
            var level = 0f;
            foreach (var sample in samples.Slice(window * SileroVad.Window, SileroVad.Window))
            {
                level += sample * sample;
            }

            Take(_spans.Add(probabilities[window], level), complete);
        }

        if (_pieces.Count > 0 && _spans.Undecided - _found[^1].End > MaxGap)
        {
            Close(complete);
        }

        Forget(_spans.Undecided - LeadIn);
        return complete;
    }

    /// <summary>The recording ends; what is left becomes the last chunks.</summary>
    /// <param name="length">Length of the recording in samples, without what was added to fill the last window.</param>
    public List<SpeechChunk> Finish(long length)
    {
        List<SpeechChunk> complete = [];
        Take(_spans.Finish(length), complete);
        Close(complete);
        return complete;
    }

    private void Take(SpeechSpan? found, List<SpeechChunk> complete)
    {
        if (found is not { } span)
        {
            return;
        }

        // A stretch that continues the one before was cut in the middle of speech: padding would repeat words.
        var continues = _found.Count > 0 && _found[^1].End == span.Start;
        var taken = _found.Count > 0 ? Math.Min(_found[^1].End + (continues ? 0 : FadeOut), span.Start) : 0;
        var start = Math.Max(Math.Max(taken, span.Start - LeadIn), _origin);
        var isCut = _spans.Undecided == span.End;
        var end = isCut ? span.End : Math.Min(span.End + FadeOut, End);
        var length = (int)(end - start);

        var gap = _found.Count > 0 ? span.Start - _found[^1].End : 0;
        if (_pieces.Count > 0 && (_chunk.Count + length > TargetSamples || gap > MaxGap))
        {
            Close(complete);
        }

        _pieces.Add(new ChunkPiece(_found.Count, span, start, _chunk.Count, length));
        _chunk.AddRange(_audio.AsSpan((int)(start - _origin), length));
        _found.Add(span);
    }

    private void Close(List<SpeechChunk> complete)
    {
        if (_pieces.Count > 0)
        {
            complete.Add(new SpeechChunk(channel, [.. _pieces], [.. _chunk]));
            _pieces.Clear();
            _chunk.Clear();
        }
    }

    private void Hold(ReadOnlySpan<float> samples)
    {
        if (_held + samples.Length > _audio.Length)
        {
            Array.Resize(ref _audio, _held + samples.Length);
        }

        samples.CopyTo(_audio.AsSpan(_held));
        _held += samples.Length;
    }

    private void Forget(long before)
    {
        var drop = (int)Math.Clamp(before - _origin, 0, _held);
        _audio.AsSpan(drop, _held - drop).CopyTo(_audio);
        _origin += drop;
        _held -= drop;
    }
}
