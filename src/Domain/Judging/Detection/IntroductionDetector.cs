using CallScript.Domain.Judging.Language;

namespace CallScript.Domain.Judging.Detection;

/// <summary>
/// Finds agents who name neither themselves nor their company. Names cannot be listed, so a name is any word in a
/// name's place that does not merely describe a role; where the transcript has capitals, it must carry one.
/// </summary>
internal sealed class IntroductionDetector(Rule rule, IntroductionDocument document, Lexicon lexicon) : Detector(rule)
{
    private const int LongestName = 4;

    private static readonly HashSet<string> AfterFirstName = ["with", "from", "at", "here", "speaking"];

    private readonly PhraseSet _before = lexicon.Compile(document.Before);
    private readonly PhraseSet _beforeCapital = lexicon.Compile(document.BeforeCapital);
    private readonly PhraseSet _after = lexicon.Compile(document.After);
    private readonly HashSet<string> _roleWords = [.. document.RoleWords];
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

    // Two different words with a capital inside a sentence show that the engine writes capitals; letters that are
    // spelt out ("H M O") and the pronoun show nothing.
    private static bool HasCapitals(Dialogue dialogue) =>
        dialogue.Turns
            .SelectMany(turn => turn.Tokens)
            .Where(token => token is { IsCapitalized: true, Pause: not Pause.Sentence } && token.To - token.From > 1 && token.Text != "i")
            .Select(token => token.Text)
            .Distinct()
            .Skip(1)
            .Any();

    private bool IsNamed(Turn turn, bool hasCapitals, Func<Span, bool> isInTime) =>
        _before.Find(turn).Where(isInTime).Any(span => FollowedByName(turn, span, hasCapitals))
        || (hasCapitals && _beforeCapital.Find(turn).Where(isInTime).Any(span => FollowedByName(turn, span, hasCapitals)))
        || _after.Find(turn).Where(isInTime).Any(span => PrecededByName(turn, span, hasCapitals));

    private bool FollowedByName(Turn turn, Span span, bool hasCapitals)
    {
        var end = Math.Min(turn.SentenceEnd(span.From), span.To + LongestName);
        for (var i = span.To; i < end && !_noNames.Contains(turn.Tokens[i].Text); i++)
        {
            if (IsName(turn.Tokens[i], hasCapitals))
            {
                return true;
            }
        }

        return false;
    }

    private bool PrecededByName(Turn turn, Span span, bool hasCapitals)
    {
        var start = Math.Max(turn.SentenceStart(span.From), span.From - LongestName);
        for (var i = span.From - 1; i >= start && !_noNames.Contains(turn.Tokens[i].Text); i--)
        {
            if (IsName(turn.Tokens[i], hasCapitals))
            {
                return true;
            }
        }

        return false;
    }

    // "Clearpath Debt Solutions, how can I help?", "Hi, Dan with Apex." The first word of a call has a capital anyway,
    // so it takes a second word of a name, or one that follows names, to tell.
    private bool OpensWithName(Turn turn, bool hasCapitals)
    {
        var first = turn.Tokens.SkipWhile(token => _noNames.Contains(token.Text)).ToList();
        if (first.Count > 1 && IsName(first[0], hasCapitals) && AfterFirstName.Contains(first[1].Text))
        {
            return true;
        }

        var opening = first
            .Take(LongestName)
            .TakeWhile((token, index) => index == 0 || token.Pause == Pause.None)
            .TakeWhile(token => !_noNames.Contains(token.Text) && (!hasCapitals || token.IsCapitalized))
            .ToList();
        return opening.Count > 1 && opening.Any(token => IsName(token, hasCapitals));
    }

    private bool IsName(Token token, bool hasCapitals) =>
        char.IsLetter(token.Text[0])
        && token.Text.Length > 1
        && (!hasCapitals || token.IsCapitalized)
        && !_roleWords.Contains(token.Text)
        && !_noNames.Contains(token.Text)
        && !SpokenDigits.IsNumber(token.Text);
}
