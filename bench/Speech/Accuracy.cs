using CallScript.Domain.Transcription;
using CallScript.TestKit.Speech;

namespace CallScript.Bench.Speech;

/// <summary>How near transcripts are to the truth; adds up over several.</summary>
internal sealed class Accuracy
{
    private readonly List<double> _startErrors = [];
    private int _errors;
    private int _named;
    private int _rightlyNamed;

    public int Words { get; private set; }

    public double WordErrorRate => (double)_errors / Words;

    public static Accuracy OfText(string truth, IReadOnlyList<Segment> segments)
    {
        var expected = TestKit.Speech.WordErrorRate.Normalize(truth);
        var heard = TestKit.Speech.WordErrorRate.Normalize(string.Join(' ', segments.Select(segment => segment.Text)));
        return new Accuracy { Words = expected.Count, _errors = TestKit.Speech.WordErrorRate.Errors(expected, heard) };
    }

    public static Accuracy Of(SampleTruth truth, RecognizedSpeech speech)
    {
        var accuracy = OfText(truth.Text, speech.Segments);
        var expected = truth.Lines!.SelectMany(line => line.Words.SelectMany(word => Spoken(word.Text, word.Start, line.Speaker))).ToList();
        var heard = speech.Segments
            .SelectMany(segment => segment.Words.SelectMany(word => Spoken(word.Text, word.Start, SpeakerName(segment.Speaker))))
            .ToList();
        foreach (var (one, other) in Match(expected, heard))
        {
            accuracy._startErrors.Add(Math.Abs(one.Start - other.Start));
            accuracy._named++;
            accuracy._rightlyNamed += one.Speaker == other.Speaker ? 1 : 0;
        }

        return accuracy;
    }

    public void Add(Accuracy other)
    {
        Words += other.Words;
        _errors += other._errors;
        _named += other._named;
        _rightlyNamed += other._rightlyNamed;
        _startErrors.AddRange(other._startErrors);
    }

    public override string ToString() =>
        $"WER {WordErrorRate,6:P1} of {Words,4} words; word starts off by {_startErrors.Average(),5:0.000} s, "
        + $"{(double)_startErrors.Count(error => error <= 0.2) / _startErrors.Count,5:P1} within 0.2 s; "
        + $"speakers right {(double)_rightlyNamed / _named,6:P1}";

    private static IEnumerable<SpokenWord> Spoken(string text, double start, string speaker) =>
        TestKit.Speech.WordErrorRate.Normalize(text).Take(1).Select(word => new SpokenWord(word, start, speaker));

    private static string SpeakerName(Speaker speaker) => speaker switch
    {
        Speaker.Agent => "agent",
        Speaker.Caller => "caller",
        Speaker.Greeting => "greeting",
        Speaker.Unknown => "unknown",
        _ => throw new ArgumentOutOfRangeException(nameof(speaker), speaker, "There is no such speaker."),
    };

    /// <summary>The longest common subsequence: pairs of equal words in the same order.</summary>
    private static IEnumerable<(SpokenWord Expected, SpokenWord Heard)> Match(List<SpokenWord> expected, List<SpokenWord> heard)
    {
        var longest = new int[expected.Count + 1, heard.Count + 1];
        for (var i = expected.Count - 1; i >= 0; i--)
        {
            for (var j = heard.Count - 1; j >= 0; j--)
            {
                longest[i, j] = expected[i].Text == heard[j].Text
                    ? longest[i + 1, j + 1] + 1
                    : Math.Max(longest[i + 1, j], longest[i, j + 1]);
            }
        }

        for (int i = 0, j = 0; i < expected.Count && j < heard.Count;)
        {
            if (expected[i].Text == heard[j].Text)
            {
                yield return (expected[i++], heard[j++]);
            }
            else if (longest[i + 1, j] >= longest[i, j + 1])
            {
                i++;
            }
            else
            {
                j++;
            }
        }
    }

    private readonly record struct SpokenWord(string Text, double Start, string Speaker);
}
