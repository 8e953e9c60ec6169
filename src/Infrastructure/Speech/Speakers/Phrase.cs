using CallScript.Infrastructure.Speech.Activity;
using CallScript.Infrastructure.Speech.Moonshine;

namespace CallScript.Infrastructure.Speech.Speakers;

/// <summary>Words between two pauses or full stops: the smallest stretch that is taken to be one voice.</summary>
/// <param name="Channel">The decoded channel.</param>
/// <param name="Words">In order; at least one.</param>
/// <param name="Voice">How the voice sounds; null where it is not needed or the phrase is too short to tell.</param>
internal sealed record Phrase(int Channel, IReadOnlyList<TimedWord> Words, VoicePrint? Voice)
{
    public long Start => Words[0].Start;

    public long End => Words[^1].End;

    public string Text => string.Join(' ', Words.Select(word => word.Text));

    /// <summary>Splits the words of a chunk into phrases.</summary>
    /// <param name="chunk">The audio that the words were heard in.</param>
    /// <param name="words">In order of time.</param>
    /// <param name="withVoice">Whether to describe each voice, for recordings where both parties share a channel.</param>
    public static List<Phrase> Split(SpeechChunk chunk, IReadOnlyList<TimedWord> words, bool withVoice)
    {
        List<Phrase> phrases = [];
        List<TimedWord> current = [];
        foreach (var word in words)
        {
            if (current.Count > 0 && (current[^1].Span != word.Span || EndsSentence(current[^1].Text)))
            {
                Close();
            }

            current.Add(word);
        }

        Close();
        return phrases;

        void Close()
        {
            if (current.Count > 0)
            {
                phrases.Add(new Phrase(chunk.Channel, current, withVoice ? VoicePrint.Of(Audio(chunk, current)) : null));
                current = [];
            }
        }
    }

    private static bool EndsSentence(string text) => text[^1] is '.' or '?' or '!';

    private static ReadOnlySpan<float> Audio(SpeechChunk chunk, List<TimedWord> words)
    {
        // Every word of a phrase belongs to one stretch of speech, and a stretch lies in one piece of a chunk, or in
        // two neighbouring ones when the chunk was halved.
        var (from, to) = (words[0].Start, words[^1].End);
        var first = chunk.Pieces.Last(piece => piece.Span == words[0].Span && piece.Start <= from);
        var offset = first.Offset + (int)(from - first.Start);
        return chunk.Audio.AsSpan(offset, (int)Math.Min(to - from, chunk.Audio.Length - offset));
    }
}
