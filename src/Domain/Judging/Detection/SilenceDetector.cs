using CallScript.Domain.Judging.Language;

namespace CallScript.Domain.Judging.Detection;

/// <summary>
/// Measures silence from segment times. The stretches before the first and after the last segment count, because
/// somebody was on the line then, too. Times of both parties are merged first: talking at once is not more speech.
/// </summary>
internal sealed class SilenceDetector(Rule rule, SilenceDocument document) : Detector(rule)
{
    public override Violation? Detect(Dialogue dialogue, IReadOnlyDictionary<string, Violation> earlier)
    {
        var duration = dialogue.Conversation.DurationSeconds;
        var (longest, speech) = Measure(dialogue.Conversation);
        if (longest.End - longest.Start >= document.LongestSilenceSeconds - Tolerance)
        {
            return new Violation(0.95, Silence: longest);
        }

        return duration >= document.ShareFromSeconds && speech < document.MinimumSpeechShare * duration
            ? new Violation(0.9, Silence: longest)
            : null;
    }

    /// <summary>Times come rounded to a tenth of a second; their difference must not fall short by a rounding bit.</summary>
    private const double Tolerance = 1e-6;

    private static ((double Start, double End) Longest, double Speech) Measure(JudgedConversation conversation)
    {
        var longest = (Start: 0d, End: 0d);
        var spokenUntil = 0d;
        var speech = 0d;
        foreach (var segment in conversation.Segments.OrderBy(segment => segment.Start))
        {
            if (segment.Start - spokenUntil > longest.End - longest.Start)
            {
                longest = (spokenUntil, segment.Start);
            }

            speech += Math.Max(0, segment.End - Math.Max(segment.Start, spokenUntil));
            spokenUntil = Math.Max(spokenUntil, segment.End);
        }

        if (conversation.DurationSeconds - spokenUntil > longest.End - longest.Start)
        {
            longest = (spokenUntil, conversation.DurationSeconds);
        }

        return (longest, speech);
    }
}
