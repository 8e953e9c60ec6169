using CallScript.Domain.Judging.Language;

namespace CallScript.Domain.Judging.Detection;

/// <summary>What a detector found: words, a stretch of silence, or the absence of something.</summary>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Words">The words that broke the rule; null when none did.</param>
/// <param name="Silence">The silence that broke the rule, in seconds; null when none did.</param>
internal sealed record Violation(double Confidence, Span? Words = null, (double Start, double End)? Silence = null);

/// <summary>Decides one rule. Detectors keep no state between calls and are safe to share between threads.</summary>
internal abstract class Detector(Rule rule)
{
    public Rule Rule { get; } = rule;

    /// <summary>The violation, or null when the rule holds or is not due.</summary>
    /// <param name="dialogue">The conversation.</param>
    /// <param name="earlier">What rules before this one found, by slug.</param>
    public abstract Violation? Detect(Dialogue dialogue, IReadOnlyDictionary<string, Violation> earlier);

    public static Detector? Create(Rule rule, Lexicon lexicon) => rule.Document.Detector switch
    {
        null => null,
        ClaimsDocument document => new ClaimsDetector(rule, document, lexicon),
        AbsenceDocument document => new AbsenceDetector(rule, document, lexicon),
        IntroductionDocument document => new IntroductionDetector(rule, document, lexicon),
        IgnoredRequestDocument document => new IgnoredRequestDetector(rule, document, lexicon),
        SpokenNumberDocument document => new SpokenNumberDetector(rule, document, lexicon),
        SilenceDocument document => new SilenceDetector(rule, document),
        MachineDocument document => new MachineDetector(rule, document, lexicon),
        var unknown => throw new InvalidOperationException($"No detector for {unknown.GetType().Name}."),
    };

    /// <summary>
    /// The clearest of several: the first whose confidence comes close to the best, because reviewers start
    /// listening at the evidence and expect the first plain statement.
    /// </summary>
    protected static Violation? Clearest(IEnumerable<Violation> detections)
    {
        var all = detections.Where(detection => detection.Confidence >= LowestConfidence).ToList();
        if (all.Count == 0)
        {
            return null;
        }

        var bar = all.Max(detection => detection.Confidence) - 0.12;
        return all.Where(detection => detection.Confidence >= bar)
            .MinBy(detection => (detection.Words?.Turn.Index ?? -1, detection.Words?.From ?? -1));
    }

    /// <summary>Below this a reviewer would mostly be bothered for nothing.</summary>
    protected const double LowestConfidence = 0.5;

    /// <summary>How much of a finding's confidence is left when the party is only probably the one who speaks.</summary>
    protected static double Attributed(double confidence, double partyProbability) => confidence * (0.6 + (0.4 * partyProbability));
}
