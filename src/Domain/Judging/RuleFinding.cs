using CallScript.Domain.Campaigns;
using CallScript.Domain.Transcription;

namespace CallScript.Domain.Judging;

/// <summary>Everything that the rules look at.</summary>
/// <param name="Vertical">Decides which rules apply.</param>
/// <param name="DurationSeconds">Length of the recording in seconds.</param>
/// <param name="Segments">The conversation in order of start time; empty when nobody speaks.</param>
public sealed record JudgedConversation(Vertical Vertical, double DurationSeconds, IReadOnlyList<Segment> Segments);

/// <summary>A rule that was broken, and the evidence.</summary>
/// <param name="Slug">The rule.</param>
/// <param name="RuleVersion">The version of the rule that decided.</param>
/// <param name="Severity">The rule's severity when it decided.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="SegmentIndex">The zero-based segment that shows it; null where the violation is an absence.</param>
/// <param name="Start">Seconds; where playback of the evidence starts. Null for an absence.</param>
/// <param name="End">Seconds; where the evidence ends. Null for an absence.</param>
/// <param name="Quote">The words that broke the rule, exactly as transcribed. Null for an absence.</param>
/// <param name="Explanation">One sentence for the reviewer that says why.</param>
public sealed record RuleFinding(
    string Slug,
    int RuleVersion,
    Severity Severity,
    double Confidence,
    int? SegmentIndex,
    double? Start,
    double? End,
    string? Quote,
    string Explanation);

/// <summary>What the rules say of one conversation.</summary>
/// <param name="Engine">Name and version of the judging engine, for example <c>lexical-1</c>.</param>
/// <param name="RuleSetVersion">The version of the rule set.</param>
/// <param name="Score">0 (worst) to 100 (nothing found).</param>
/// <param name="Findings">At most one a rule, in order of time; absences first.</param>
public sealed record Judgement(string Engine, int RuleSetVersion, int Score, IReadOnlyList<RuleFinding> Findings)
{
    /// <summary>A call is flagged when any rule was broken, whatever its severity.</summary>
    public bool IsFlagged => Findings.Count > 0;
}
