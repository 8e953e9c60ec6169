using CallScript.Domain.Judging.Language;

namespace CallScript.Domain.Judging.Detection;

/// <summary>Finds agents who carry on after a request that they should have taken.</summary>
internal sealed class IgnoredRequestDetector(Rule rule, IgnoredRequestDocument document, Lexicon lexicon) : Detector(rule)
{
    private readonly PhraseSet _acknowledgements = lexicon.Compile(document.Acknowledgements);
    private readonly PhraseSet _reservations = lexicon.Compile(document.Reservations);
    private readonly PhraseSet _pitches = lexicon.Compile(document.Pitches);

    public override Violation? Detect(Dialogue dialogue, IReadOnlyDictionary<string, Violation> earlier)
    {
        if (!earlier.TryGetValue(document.Request, out var request) || request.Words is not { } asked)
        {
            return null;
        }

        foreach (var turn in dialogue.Turns.Skip(asked.Turn.Index + 1).Where(turn => dialogue.MayBe(turn, RuleParty.Agent)))
        {
            var isTaken = _acknowledgements.IsIn(turn);
            var goesOn = _pitches.Find(turn).Select(span => (Span?)span).FirstOrDefault() ?? FirstQuestion(turn);
            if (isTaken && !(goesOn is not null && _reservations.IsIn(turn)))
            {
                return null;
            }

            if (goesOn is { } words)
            {
                var confidence = Attributed(document.Confidence, dialogue.Probability(turn, RuleParty.Agent));
                return new Violation(Math.Min(confidence, request.Confidence), words);
            }
        }

        return null;
    }

    private static Span? FirstQuestion(Turn turn)
    {
        for (var i = 0; i < turn.Tokens.Length; i = turn.SentenceEnd(i))
        {
            if (turn.IsQuestion(i) && turn.SentenceEnd(i) - i > 2)
            {
                return new Span(turn, i, turn.SentenceEnd(i));
            }
        }

        return null;
    }
}
