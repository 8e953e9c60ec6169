using CallScript.Domain.Judging.Detection;
using CallScript.Domain.Judging.Language;

namespace CallScript.Domain.Judging;

/// <summary>
/// Judges a conversation by its words and times against a <see cref="RuleSet"/>. Pure and repeatable: the same
/// conversation and rules give the same judgement. Get it from <see cref="RuleSet.Judge"/>; one instance serves any
/// number of threads.
/// </summary>
public sealed class LexicalJudge
{
    /// <summary>Name and version of the engine, kept with every judgement.</summary>
    public const string Engine = "lexical-1";

    private readonly RuleSet _ruleSet;
    private readonly Detector[] _detectors;
    private readonly SpeakerGuess _speakerGuess;

    // Compiling the phrases takes a while: a rule set makes its judge once and hands it out.
    internal LexicalJudge(RuleSet ruleSet)
    {
        _ruleSet = ruleSet;
        var roles = ruleSet.Document.Roles;
        _speakerGuess = new SpeakerGuess(ruleSet.Lexicon.Compile(roles.Agent), ruleSet.Lexicon.Compile(roles.Caller));
        _detectors = [.. ruleSet.Rules.Select(rule => Detector.Create(rule, ruleSet.Lexicon)).OfType<Detector>()];
    }

    public Judgement Judge(JudgedConversation conversation)
    {
        var dialogue = new Dialogue(conversation, _speakerGuess);
        var detections = new Dictionary<string, Violation>();
        foreach (var detector in _detectors)
        {
            if (detector.Rule.AppliesTo(conversation.Vertical) && detector.Detect(dialogue, detections) is { } detection)
            {
                detections.Add(detector.Rule.Slug, detection);
            }
        }

        // Nobody is owed a disclosure, an introduction or a disclaimer by an answering machine.
        if (detections.ContainsKey(MachineSlug))
        {
            foreach (var absence in detections.Where(entry => entry.Value is { Words: null, Silence: null }).Select(entry => entry.Key).ToList())
            {
                detections.Remove(absence);
            }
        }

        var findings = detections
            .Select(entry => Finding(_ruleSet.Find(entry.Key)!, entry.Value, dialogue))
            .OrderBy(finding => finding.Start ?? double.NegativeInfinity)
            .ToList();
        return new Judgement(Engine, _ruleSet.Version, JudgementScore.Of(findings), findings);
    }

    private const string MachineSlug = "voicemail_or_ivr";

    private static RuleFinding Finding(Rule rule, Violation detection, Dialogue dialogue)
    {
        var confidence = Math.Round(detection.Confidence, 2);
        if (detection.Words is not { } words)
        {
            return new RuleFinding(
                rule.Slug, rule.Version, rule.Severity, confidence, null, Round(detection.Silence?.Start), Round(detection.Silence?.End), null,
                rule.Document.Finding);
        }

        var (segment, start, end, quote) = Evidence.Of(dialogue, words);
        return new RuleFinding(
            rule.Slug, rule.Version, rule.Severity, confidence, segment, Round(start), Round(end), quote, rule.Document.Finding);
    }

    // Milliseconds: finer than any engine's word times.
    private static double? Round(double? seconds) => seconds is { } value ? Math.Round(value, 3) : null;
}
