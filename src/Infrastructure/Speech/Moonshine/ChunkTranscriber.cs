using CallScript.Infrastructure.Speech.Activity;

namespace CallScript.Infrastructure.Speech.Moonshine;

/// <summary>
/// Transcribes one chunk, and tries again in halves where the result looks wrong: the model then loses its place or
/// its text, and on shorter audio it rarely does.
/// </summary>
internal sealed class ChunkTranscriber(MoonshineModel model, WordTimer timer)
{
    private const int MaxDepth = 2;

    // Ordinary speech has two to four words a second; far fewer over this much speech means that text was lost.
    private const double SuspectSeconds = 8;
    private const double FewestWordsPerSecond = 0.5;

    public IReadOnlyList<TimedWord> Transcribe(SpeechChunk chunk, CancellationToken cancellationToken) =>
        Transcribe(chunk, 0, cancellationToken);

    private List<TimedWord> Transcribe(SpeechChunk chunk, int depth, CancellationToken cancellationToken)
    {
        var output = model.Decode(chunk.Audio, cancellationToken);
        var words = timer.Words(output, chunk);
        if (words.Count == 0)
        {
            // A few words cut out tightly are sometimes taken for nothing; with silence around them they are heard.
            var padded = chunk.WithSilence(MoonshineModel.SampleRate / 2);
            return timer.Words(model.Decode(padded.Audio, cancellationToken), padded);
        }

        var seconds = chunk.SpeechSeconds;
        var suspect = !output.Ended || (seconds >= SuspectSeconds && words.Count < FewestWordsPerSecond * seconds);
        if (!suspect || depth == MaxDepth)
        {
            return words;
        }

        List<TimedWord> again = [];
        foreach (var half in chunk.Halve())
        {
            again.AddRange(Transcribe(half, depth + 1, cancellationToken));
        }

        // A runaway text is replaced by whatever is better behaved; a thin one only by more words.
        return again.Count > 0 && (!output.Ended || again.Count > words.Count) ? again : words;
    }
}
