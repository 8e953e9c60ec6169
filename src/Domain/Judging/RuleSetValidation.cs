namespace CallScript.Domain.Judging;

/// <summary>What the JSON reader cannot check: uniqueness, ranges and references.</summary>
internal static class RuleSetValidation
{
    public static void Check(RuleSetDocument document)
    {
        if (document.Version < 1)
        {
            throw new InvalidRuleSetException("The rule set's version must be 1 or more.");
        }

        if (document.Rules.Count == 0)
        {
            throw new InvalidRuleSetException("The rule set holds no rules.");
        }

        var seen = new HashSet<string>();
        foreach (var rule in document.Rules)
        {
            Require(rule, IsSlug(rule.Slug), "the slug must be lower-case words joined by underscores");
            Require(rule, !seen.Contains(rule.Slug), "the slug is used twice");
            Require(rule, rule.Version >= 1, "the version must be 1 or more");
            Require(rule, rule.WindowSeconds is null or > 0, "windowSeconds must be positive");
            Require(rule, rule.MinimumConversationSeconds is null or >= 0, "minimumConversationSeconds must not be negative");
            Require(rule, rule.Verticals.Distinct().Count() == rule.Verticals.Count, "a vertical is listed twice");
            foreach (var (name, text) in new[]
                     {
                         ("title", rule.Title), ("description", rule.Description), ("remedy", rule.Remedy), ("finding", rule.Finding),
                     })
            {
                Require(rule, !string.IsNullOrWhiteSpace(text), $"{name} is empty");
            }

            CheckDetector(rule, seen);
            seen.Add(rule.Slug);
        }
    }

    private static void CheckDetector(RuleDocument rule, HashSet<string> earlier)
    {
        switch (rule.Detector)
        {
            case ClaimsDocument claims:
                Require(rule, claims.Claims.Count > 0, "the detector has no claims");
                Require(rule, rule.Party is not RuleParty.None, "claims need a party");
                foreach (var claim in claims.Claims)
                {
                    CheckConfidence(rule, claim.Confidence);
                    Require(rule, claim.Phrases.Count > 0, "a claim has no phrases");
                    Require(rule, claim.MinimumMatches >= 1, "minimumMatches must be 1 or more");
                }

                break;
            case AbsenceDocument absence:
                CheckConfidence(rule, absence.Confidence);
                Require(rule, absence.Phrases.Count > 0, "the detector has no phrases");
                Require(rule, absence.TopicSeconds >= 0, "topicSeconds must not be negative");
                Require(
                    rule,
                    (absence.Questions.Count == 0) == (absence.Confirmations.Count == 0),
                    "questions and confirmations go together");
                break;
            case IntroductionDocument introduction:
                CheckConfidence(rule, introduction.Confidence);
                break;
            case IgnoredRequestDocument ignored:
                CheckConfidence(rule, ignored.Confidence);
                Require(rule, earlier.Contains(ignored.Request), $"the request rule '{ignored.Request}' does not stand before it");
                break;
            case SilenceDocument silence:
                Require(rule, silence.LongestSilenceSeconds > 0, "longestSilenceSeconds must be positive");
                Require(rule, silence.MinimumSpeechShare is >= 0 and <= 1, "minimumSpeechShare must lie between 0 and 1");
                Require(rule, silence.ShareFromSeconds >= 0, "shareFromSeconds must not be negative");
                break;
            case MachineDocument machine:
                CheckConfidence(rule, machine.Confidence);
                break;
        }
    }

    private static void CheckConfidence(RuleDocument rule, double confidence) =>
        Require(rule, confidence is > 0 and <= 1, "a confidence must lie above 0 and not above 1");

    private static bool IsSlug(string slug) =>
        slug.Length is > 0 and <= 64 && slug.All(c => c is (>= 'a' and <= 'z') or '_') && slug[0] != '_' && slug[^1] != '_';

    private static void Require(RuleDocument rule, bool holds, string problem)
    {
        if (!holds)
        {
            throw new InvalidRuleSetException($"Rule '{rule.Slug}': {problem}.");
        }
    }
}
