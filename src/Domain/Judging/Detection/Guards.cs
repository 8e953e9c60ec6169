using CallScript.Domain.Judging.Language;

namespace CallScript.Domain.Judging.Detection;

/// <summary>Decides whether the words around a match take its meaning away.</summary>
internal static class Guards
{
    private const int NegationReach = 5;
    private const int QuotationReach = 9;
    private const int HedgeReach = 7;

    private static readonly HashSet<string> Negators = ["not", "never", "nobody", "none", "without", "neither", "nor", "hardly", "nothing"];

    // "no you qualify" answers a doubt and negates nothing; "no guarantee" does.
    private static readonly HashSet<string> AfterAnswer =
        ["you", "i", "we", "it", "they", "that", "this", "everybody", "everyone", "he", "she", "the", "there"];

    // "do not worry, ...", "not only", "why not": a negator that leaves what follows standing.
    private static readonly HashSet<string> NotNegated =
        ["worry", "only", "just", "kidding", "joking", "lying", "forget", "lie", "bad", "problem", "miss", "wait", "hesitate"];

    private static readonly HashSet<string> Reporters =
    [
        "said", "says", "saying", "told", "tells", "claim", "claims", "claimed", "promised", "promises", "heard", "mentioned",
        "advertise", "advertised", "advertises", "claiming", "promising",
    ];

    // "I told you" is the agent's own word.
    private static readonly HashSet<string> OwnWord = ["i", "we"];

    // "They say" reports; "just say" tells.
    private static readonly HashSet<string> OthersWhoSay = ["they", "people", "folks", "ads", "commercials", "some", "others", "friends"];

    private static readonly HashSet<string> Hedges =
    [
        "may", "might", "could", "maybe", "perhaps", "possibly", "depends", "depending", "depend", "some", "sometimes", "hopefully",
        "probably", "potentially", "try", "whether", "certain", "estimate", "estimated", "usually", "often",
    ];

    public static bool Excuses(this Guard guard, Span span) => guard switch
    {
        Guard.Negation => IsNegated(span),
        Guard.Quotation => IsQuoted(span),
        Guard.Hedge => IsHedged(span),
        Guard.Question => span.Turn.IsQuestion(span.From),
        _ => throw new ArgumentOutOfRangeException(nameof(guard), guard, "Unknown guard."),
    };

    private static bool IsNegated(Span span)
    {
        var (turn, tokens) = (span.Turn, span.Turn.Tokens);
        var first = Math.Max(turn.SentenceStart(span.From), span.From - NegationReach);
        for (var i = first; i < span.From; i++)
        {
            if (Negators.Contains(tokens[i].Text) && !NotNegated.Contains(tokens[i + 1].Text))
            {
                return true;
            }
        }

        return span.From > turn.SentenceStart(span.From)
            && tokens[span.From - 1].Text == "no"
            && tokens[span.From].Pause == Pause.None
            && !AfterAnswer.Contains(tokens[span.From].Text);
    }

    private static bool IsQuoted(Span span)
    {
        var (turn, tokens) = (span.Turn, span.Turn.Tokens);
        var first = Math.Max(turn.SentenceStart(span.From), span.From - QuotationReach);
        for (var i = first; i < span.From; i++)
        {
            var before = i > turn.SentenceStart(i) ? tokens[i - 1].Text : "";
            if ((Reporters.Contains(tokens[i].Text) && !OwnWord.Contains(before))
                || (tokens[i].Text == "say" && OthersWhoSay.Contains(before)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsHedged(Span span)
    {
        var (turn, tokens) = (span.Turn, span.Turn.Tokens);
        var first = Math.Max(turn.SentenceStart(span.From), span.From - HedgeReach);
        var end = Math.Min(turn.SentenceEnd(span.From), span.To + 3);
        for (var i = first; i < end; i++)
        {
            if (Hedges.Contains(tokens[i].Text)
                || (tokens[i].Text == "if" && i + 2 < tokens.Length && tokens[i + 1].Text is "you" or "your" or "the" or "it" or "they"))
            {
                return true;
            }
        }

        return false;
    }
}
