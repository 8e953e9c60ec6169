using CallScript.Domain.Judging.Language;

namespace CallScript.Domain.Judging.Detection;

/// <summary>
/// Finds agents who name neither themselves nor their company. Names cannot be listed, so a name is any word in a
/// name's place that does not merely describe a role; where the transcript has capitals, it must carry one.
/// </summary>
internal sealed class IntroductionDetector(Rule rule, IntroductionDocument document, Lexicon lexicon) : Detector(rule)
{
    private const int LongestName = 4;

    private readonly PhraseSet _before = lexicon.Compile(document.Before);
    private readonly PhraseSet _after = lexicon.Compile(document.After);
    private readonly HashSet<string> _noNames = [.. document.NoNames];

    public override Violation? Detect(Dialogue dialogue, IReadOnlyDictionary<string, Violation> earlier)
    {
        if (!Conversations.HasAgent(dialogue) || dialogue.ConversationSeconds < (Rule.MinimumConversationSeconds ?? 0))
        {
            return null;
        }

        var hasCapitals = HasCapitals(dialogue);
        var until = dialogue.ConversationStart + (Rule.WindowSeconds ?? double.PositiveInfinity);
        var agentTurns = dialogue.Turns.Where(turn => dialogue.MayBe(turn, RuleParty.Agent)).ToList();
        var isNamed = agentTurns.Any(turn => IsNamed(turn, hasCapitals, span => dialogue.StartOf(span.First) <= until))
            || (dialogue.StartOf(agentTurns[0].Tokens[0]) <= until && OpensWithName(agentTurns[0], hasCapitals));
        return isNamed ? null : new Violation(document.Confidence);
    }

    // A capital inside a sentence, the pronoun aside, shows that the engine writes capitals.
    private static bool HasCapitals(Dialogue dialogue) =>
        dialogue.Turns.Any(turn => turn.Tokens.Any(token => token is { IsCapitalized: true, Pause: not Pause.Sentence } && token.Text != "i"));

    private bool IsNamed(Turn turn, bool hasCapitals, Func<Span, bool> isInTime) =>
        _before.Find(turn).Where(isInTime).Any(span =>
            AnyName(turn, span.To, Math.Min(turn.SentenceEnd(span.From), span.To + LongestName), hasCapitals))
        || _after.Find(turn).Where(isInTime).Any(span =>
            AnyName(turn, Math.Max(turn.SentenceStart(span.From), span.From - LongestName), span.From, hasCapitals));

    // "Clearpath Debt Solutions, how can I help?"
    private bool OpensWithName(Turn turn, bool hasCapitals)
    {
        var end = 0;
        while (end < turn.Tokens.Length && end < 6 && (end == 0 || turn.Tokens[end].Pause == Pause.None))
        {
            end++;
        }

        return hasCapitals
            ? AnyName(turn, 1, end, hasCapitals) || (turn.Tokens.Length > 1 && end > 1 && IsName(turn.Tokens[0], hasCapitals) && AnyName(turn, 0, 1, hasCapitals)
                && turn.Tokens[1].IsCapitalized)
            : turn.Tokens.Take(3).Count(token => IsName(token, hasCapitals)) >= 2;
    }

    private bool AnyName(Turn turn, int from, int to, bool hasCapitals)
    {
        for (var i = from; i < to; i++)
        {
            if (IsName(turn.Tokens[i], hasCapitals))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsName(Token token, bool hasCapitals) =>
        char.IsLetter(token.Text[0])
        && token.Text.Length > 1
        && (!hasCapitals || token.IsCapitalized)
        && !_noNames.Contains(token.Text)
        && !SpokenDigits.IsNumber(token.Text);
}
