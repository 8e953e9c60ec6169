using CallScript.Domain.Judging.Detection;
using CallScript.Domain.Judging.Language;

namespace CallScript.Domain.Judging;

/// <summary>
/// Judges a conversation by its words and times against a <see cref="RuleSet"/>. Pure and repeatable: the same
/// conversation and rules give the same judgement. It keeps no state between calls and serves any number of threads.
/// </summary>
public sealed class LexicalJudge(RuleSet ruleSet)
{
    /// <summary>Name and version of the engine, kept with every judgement.</summary>
    public const string Engine = "lexical-1";

    private const string MachineSlug = "voicemail_or_ivr";

    public Judgement Judge(JudgedConversation conversation)
    {
        var dialogue = new Dialogue(conversation, ruleSet.SpeakerGuess);
        var violations = new Dictionary<string, Violation>();
        foreach (var detector in ruleSet.Detectors)
        {
            if (detector.Rule.AppliesTo(conversation.Vertical) && detector.Detect(dialogue, violations) is { } violation)
            {
                violations.Add(detector.Rule.Slug, violation);
            }
        }

        // Nobody is owed a disclosure, an introduction or a disclaimer by an answering machine.
        if (violations.ContainsKey(MachineSlug))
        {
            var absences = violations.Where(entry => entry.Value is { Words: null, Silence: null }).Select(entry => entry.Key).ToList();
            absences.ForEach(absence => violations.Remove(absence));
        }

        var findings = violations
            .Select(entry => Finding(ruleSet.Find(entry.Key)!, entry.Value, dialogue))
            .OrderBy(finding => finding.Start ?? double.NegativeInfinity)
            .ToList();
        return new Judgement(Engine, ruleSet.Version, JudgementScore.Of(findings), findings);
    }

    private static RuleFinding Finding(Rule rule, Violation violation, Dialogue dialogue)
    {
        var confidence = Math.Round(violation.Confidence, 2);
        if (violation.Words is not { } words)
        {
            var (from, to) = (Round(violation.Silence?.Start), Round(violation.Silence?.End));
            return new RuleFinding(rule.Slug, rule.Version, rule.Severity, confidence, null, from, to, null, rule.Document.Finding);
        }

        var (segment, start, end, quote) = Evidence.Of(dialogue, words);
        return new RuleFinding(
            rule.Slug, rule.Version, rule.Severity, confidence, segment, Round(start), Round(end), quote, rule.Document.Finding);
    }

    // Milliseconds: finer than any engine's word times.
    private static double? Round(double? seconds) => seconds is { } value ? Math.Round(value, 3) : null;
}
