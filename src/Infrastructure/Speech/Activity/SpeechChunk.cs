namespace CallScript.Infrastructure.Speech.Activity;

/// <summary>A stretch of the recording inside a chunk.</summary>
/// <param name="Span">The number of the stretch of speech in its channel.</param>
/// <param name="Speech">Where somebody speaks, in samples of the recording.</param>
/// <param name="Start">First sample of the recording that was taken: a little before the speech.</param>
/// <param name="Offset">Where that sample lies in the chunk.</param>
/// <param name="Length">Samples taken.</param>
internal readonly record struct ChunkPiece(int Span, SpeechSpan Speech, long Start, int Offset, int Length)
{
    public int EndOffset => Offset + Length;
}

/// <summary>
/// What the engine transcribes in one go: neighbouring stretches of speech of one channel with the silence between them
/// left out. The pieces lead from a place in the chunk back to the place in the recording.
/// </summary>
internal sealed record SpeechChunk(int Channel, IReadOnlyList<ChunkPiece> Pieces, float[] Audio)
{
    public double SpeechSeconds => Pieces.Sum(piece => piece.Speech.Length) / 16_000.0;

    /// <summary>Cuts the chunk in two: between pieces where there are several, else in the middle of the only one.</summary>
    /// <returns>The halves, or none when the chunk is too short to be worth it.</returns>
    public IReadOnlyList<SpeechChunk> Halve()
    {
        const int shortest = 4 * 16_000;
        if (Audio.Length < shortest)
        {
            return [];
        }

        if (Pieces.Count > 1)
        {
            var middle = Enumerable.Range(1, Pieces.Count - 1).MinBy(i => Math.Abs(Pieces[i].Offset - (Audio.Length / 2)));
            return [Part([.. Pieces.Take(middle)]), Part([.. Pieces.Skip(middle)])];
        }

        var piece = Pieces[0];
        var cut = QuietestNear(Audio.Length / 2);
        var at = piece.Start + cut;
        return
        [
            Part([piece with { Length = cut, Speech = new SpeechSpan(piece.Speech.Start, Math.Min(piece.Speech.End, at)) }]),
            Part([piece with
            {
                Start = at,
                Offset = piece.Offset + cut,
                Length = piece.Length - cut,
                Speech = new SpeechSpan(Math.Max(piece.Speech.Start, at), piece.Speech.End),
            }]),
        ];
    }

    /// <summary>The same chunk with silence before and after it; places in it lead to the same places in the recording.</summary>
    public SpeechChunk WithSilence(int samples)
    {
        var audio = new float[Audio.Length + (2 * samples)];
        Audio.CopyTo(audio, samples);
        return new SpeechChunk(Channel, [.. Pieces.Select(piece => piece with { Offset = piece.Offset + samples })], audio);
    }

    private SpeechChunk Part(ChunkPiece[] pieces)
    {
        var (from, to) = (pieces[0].Offset, pieces[^1].EndOffset);
        return new SpeechChunk(Channel, [.. pieces.Select(piece => piece with { Offset = piece.Offset - from })], Audio[from..to]);
    }

    private int QuietestNear(int middle)
    {
        const int window = 800;
        var (best, lowest) = (middle, float.MaxValue);
        for (var start = middle / 2; start < middle + (middle / 2); start += window / 2)
        {
            var energy = 0f;
            foreach (var sample in Audio.AsSpan(start, window))
            {
                energy += sample * sample;
            }

            if (energy < lowest)
            {
                (best, lowest) = (start + (window / 2), energy);
            }
        }

        return best;
    }
}
