using CallScript.Domain.Transcription;
using CallScript.Infrastructure.Speech.Moonshine;

namespace CallScript.Infrastructure.Speech.Speakers;

/// <summary>
/// Joins words into the turns that people read: a turn ends when the speaker pauses, when another speaker takes over,
/// or when the other party answers in the middle of it.
/// </summary>
internal static class TurnBuilder
{
    private const double SampleRate = 16_000;
    private const double Pause = 0.8;

    // A shorter gap is a breath, in which nobody can answer.
    private const double AnswerGap = 0.25;

    /// <param name="speech">Phrases in order of start.</param>
    /// <param name="firstChannel">The recording's channel that the first transcribed channel is.</param>
    public static IReadOnlyList<Segment> Build(AssignedSpeech speech, int firstChannel)
    {
        List<Segment> segments = [];
        foreach (var channel in speech.Phrases.GroupBy(item => item.Phrase.Channel))
        {
            var answers = speech.Phrases
                .Where(item => item.Phrase.Channel != channel.Key)
                .Select(item => (item.Phrase.Start + item.Phrase.End) / 2 / SampleRate)
                .ToList();
            List<TimedWord> words = [];
            var speaker = Speaker.Unknown;
            foreach (var (phrase, by) in channel)
            {
                foreach (var word in phrase.Words)
                {
                    if (words.Count > 0 && (by != speaker || IsBreak(words[^1].End / SampleRate, word.Start / SampleRate, answers)))
                    {
                        segments.Add(Close(words, speaker, channel.Key + firstChannel));
                        words = [];
                    }

                    speaker = by;
                    words.Add(word);
                }
            }

            if (words.Count > 0)
            {
                segments.Add(Close(words, speaker, channel.Key + firstChannel));
            }
        }

        return [.. segments.OrderBy(segment => segment.Start).ThenBy(segment => segment.Channel)];
    }

    private static bool IsBreak(double end, double next, List<double> answers)
    {
        var gap = next - end;
        return gap >= Pause || (gap >= AnswerGap && answers.Exists(answer => answer > end && answer < next));
    }

    private static Segment Close(List<TimedWord> words, Speaker speaker, int channel)
    {
        var timed = words.Select(word => new Word(
            word.Text, Seconds(word.Start), Seconds(word.End), Math.Round(word.Confidence, 3))).ToList();
        return new Segment(speaker, channel, timed[0].Start, timed[^1].End, string.Join(' ', words.Select(word => word.Text)), timed);
    }

    private static double Seconds(long samples) => Math.Round(samples / SampleRate, 3);
}
