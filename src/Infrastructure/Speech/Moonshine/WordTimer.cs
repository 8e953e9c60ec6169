using System.Text;
using System.Text.RegularExpressions;
using CallScript.Infrastructure.Speech.Activity;
using CallScript.Infrastructure.Speech.Audio;

namespace CallScript.Infrastructure.Speech.Moonshine;

/// <summary>Gathers tokens into words and finds each word's place in the recording.</summary>
internal sealed partial class WordTimer(byte[][] vocabulary)
{
    private const int SampleRate = MoonshineModel.SampleRate;

    // A voice fades out a little after the activity model has stopped hearing it.
    private const int FadeOut = SampleRate / 10;

    // Silence inside a word is looked for in steps of 10 ms, 25 dB below its loudest step.
    private const int Step = SampleRate / 100;
    private const double Audible = 0.003;

    private const int ShortestWord = SampleRate / 50;

    // Layer * 8 + head: those whose attention follows the audio most closely (docs/speech.md has the figures).
    private static readonly int[] AligningHeads = [44, 46, 47, 39, 29, 43, 41, 31];

    public List<TimedWord> Words(MoonshineOutput output, SpeechChunk chunk)
    {
        var starts = TokenAligner.Align(output.Attention, AligningHeads);
        List<TimedWord> words = [];
        List<byte> spelling = [];
        var (first, logProbability) = (0, 0.0);
        for (var token = 0; token <= output.Tokens.Count; token++)
        {
            var bytes = token < output.Tokens.Count ? vocabulary[output.Tokens[token]] : [];
            var beginsWord = token == output.Tokens.Count || bytes is [(byte)' ', ..];
            if (beginsWord && spelling.Count > 0)
            {
                var text = OldSpelling().Replace(Encoding.UTF8.GetString([.. spelling]).Trim(), "$1$2");
                if (text.Any(char.IsLetterOrDigit))
                {
                    var confidence = Math.Exp(logProbability / (token - first));
                    var piece = Piece(output.Attention, first, starts[first], starts[token], chunk);
                    words.Add(Place(text, starts[first], starts[token], confidence, piece));
                }

                spelling.Clear();
            }

            if (spelling.Count == 0)
            {
                (first, logProbability) = (token, 0);
            }

            if (token < output.Tokens.Count)
            {
                spelling.AddRange(bytes);
                logProbability += output.LogProbabilities[token];
            }
        }

        KeepOrder(words);
        return [.. words.Select(word => Trim(word, chunk))];
    }

    /// <summary>
    /// The piece that a word was read from. The path must pass through the silence between two pieces somewhere, and so
    /// often stretches a word over it; there the word's own attention decides, not the path.
    /// </summary>
    private static ChunkPiece Piece(CrossAttention attention, int step, int startFrame, int endFrame, SpeechChunk chunk)
    {
        var (start, end) = (startFrame * MoonshineModel.SamplesPerFrame, endFrame * MoonshineModel.SamplesPerFrame);
        var touched = chunk.Pieces.Where(piece => start < piece.EndOffset && end >= piece.Offset).ToList();
        return touched.Count switch
        {
            0 => chunk.Pieces[^1],
            1 => touched[0],
            _ => touched.MaxBy(piece => Weight(attention, step, piece)),
        };
    }

    private static double Weight(CrossAttention attention, int step, ChunkPiece piece)
    {
        var sum = 0.0;
        var (first, end) = (piece.Offset / MoonshineModel.SamplesPerFrame, piece.EndOffset / MoonshineModel.SamplesPerFrame);
        foreach (var head in AligningHeads)
        {
            foreach (var weight in attention.Row(step, head)[Math.Min(first, attention.Frames)..Math.Min(end, attention.Frames)])
            {
                sum += weight;
            }
        }

        return sum;
    }

    private static TimedWord Place(string text, int startFrame, int endFrame, double confidence, ChunkPiece piece)
    {
        var (start, end) = (startFrame * MoonshineModel.SamplesPerFrame, endFrame * MoonshineModel.SamplesPerFrame);
        var latest = Latest(piece);
        long from = piece.Start + Math.Clamp(start - piece.Offset, 0, piece.Length);
        long to = piece.Start + Math.Clamp(end - piece.Offset, 0, piece.Length);
        from = Math.Clamp(from, piece.Start, Math.Max(piece.Start, latest - ShortestWord));
        return new TimedWord(text, from, Math.Max(Math.Min(to, latest), from + ShortestWord), confidence, piece.Span);
    }

    /// <summary>
    /// Where the last word of a piece can end. The silence behind it is no part of any word, while a piece's lead-in
    /// often is: the activity model hears the start of speech late.
    /// </summary>
    private static long Latest(ChunkPiece piece) => Math.Min(piece.Start + piece.Length, piece.Speech.End + FadeOut);

    /// <summary>
    /// Takes the silence off both ends of a word: the path assigns every frame to some word, pauses included.
    /// </summary>
    private static TimedWord Trim(TimedWord word, SpeechChunk chunk)
    {
        var piece = chunk.Pieces.Last(candidate => candidate.Span == word.Span && candidate.Start <= word.Start);
        var offset = piece.Offset + (int)(word.Start - piece.Start);
        var audio = chunk.Audio.AsSpan(offset, (int)Math.Min(word.End - word.Start, chunk.Audio.Length - offset));
        var (first, last) = (-1, -1);
        var loudest = 0.0;
        for (var start = 0; start + Step <= audio.Length; start += Step)
        {
            loudest = Math.Max(loudest, SampleMath.Energy(audio.Slice(start, Step)));
        }

        for (var start = 0; start + Step <= audio.Length; start += Step)
        {
            if (SampleMath.Energy(audio.Slice(start, Step)) >= Audible * loudest)
            {
                (first, last) = (first < 0 ? start : first, start + Step);
            }
        }

        return first < 0 || last - first < ShortestWord
            ? word
            : word with { Start = word.Start + first, End = audio.Length - last < Step ? word.End : word.Start + last };
    }

    private static void KeepOrder(List<TimedWord> words)
    {
        for (var i = 1; i < words.Count; i++)
        {
            var (previous, word) = (words[i - 1], words[i]);
            if (word.Start < previous.End)
            {
                var start = Math.Max(word.Start, previous.Start + ShortestWord);
                words[i - 1] = previous with { End = Math.Min(previous.End, start) };
                words[i] = word with { Start = start, End = Math.Max(word.End, start + ShortestWord) };
            }
        }
    }

    // The model learnt from old books, too: "to-morrow" and "good-bye" are words that people and rules look for.
    [GeneratedRegex(@"\b(?:(to)-(day|morrow|night)|(?<1>good)-(?<2>bye))\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OldSpelling();
}
