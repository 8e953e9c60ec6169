using CallScript.Domain.Judging.Language;

namespace CallScript.Domain.Judging.Detection;

/// <summary>Finds what a party must not say (or, of a caller, what calls for a reviewer).</summary>
internal sealed class ClaimsDetector(Rule rule, ClaimsDocument document, Lexicon lexicon) : Detector(rule)
{
    /// <summary>How far an excuse may stand from the claim; unpunctuated turns are one long sentence.</summary>
    private const int ExcuseReach = 14;

    private const int NearReach = 22;

    private readonly Claim[] _claims = [.. document.Claims.Select(claim => new Claim(claim, lexicon))];

    public override Violation? Detect(Dialogue dialogue, IReadOnlyDictionary<string, Violation> earlier) =>
        Clearest(_claims.SelectMany(claim => Found(claim, dialogue)));

    private List<Violation> Found(Claim claim, Dialogue dialogue)
    {
        var party = claim.Document.Party ?? Rule.Party;
        var found = new List<Violation>();
        if (claim.Document.ExceptIn.Contains(dialogue.Conversation.Vertical))
        {
            return found;
        }

        if (claim.Near.Count > 0 && claim.Document.NearScope == NearScope.Call
            && !dialogue.Turns.Any(turn => dialogue.MayBe(turn, party) && claim.Near.IsIn(turn)))
        {
            return found;
        }

        foreach (var turn in dialogue.Turns)
        {
            if (dialogue.MayBe(turn, party))
            {
                var confidence = Attributed(claim.Document.Confidence, dialogue.Probability(turn, party));
                found.AddRange(claim.Phrases.Find(turn)
                    .Where(span => Stands(claim, span, dialogue))
                    .Select(span => new Violation(confidence, span)));
            }
        }

        return Places(found) >= claim.Document.MinimumMatches ? found : [];
    }

    // Overlapping phrases are one place.
    private static int Places(List<Violation> found)
    {
        var places = 0;
        Span? last = null;
        foreach (var span in found.Select(detection => detection.Words!.Value))
        {
            if (last is not { } before || before.Turn != span.Turn || span.From >= before.To)
            {
                places++;
                last = span;
            }
        }

        return places;
    }

    private static bool Stands(Claim claim, Span span, Dialogue dialogue)
    {
        var turn = span.Turn;
        if (claim.Document.Guards.Any(guard => guard.Excuses(span)))
        {
            return false;
        }

        var from = Math.Max(turn.SentenceStart(span.From), span.From - ExcuseReach);
        var to = Math.Min(turn.SentenceEnd(span.From), span.To + ExcuseReach);
        return !claim.Unless.IsIn(turn, from, to) && IsNear(claim, span) && WasAskedFor(claim, turn, dialogue);
    }

    private static bool IsNear(Claim claim, Span span)
    {
        if (claim.Near.Count == 0)
        {
            return true;
        }

        var turn = span.Turn;
        return claim.Document.NearScope switch
        {
            NearScope.Sentence => claim.Near.IsIn(
                turn,
                Math.Max(turn.SentenceStart(span.From), span.From - NearReach),
                Math.Min(turn.SentenceEnd(span.From), span.To + NearReach)),
            NearScope.Turn => claim.Near.IsIn(
                turn, Math.Max(0, span.From - NearReach), Math.Min(turn.Tokens.Length, span.To + NearReach)),
            _ => true,
        };
    }

    private static bool WasAskedFor(Claim claim, Turn turn, Dialogue dialogue) =>
        claim.AskedFor.Count == 0 || (turn.Index > 0 && claim.AskedFor.IsIn(dialogue.Turns[turn.Index - 1]));

    private sealed class Claim(ClaimDocument document, Lexicon lexicon)
    {
        public ClaimDocument Document { get; } = document;

        public PhraseSet Phrases { get; } = lexicon.Compile(document.Phrases);

        public PhraseSet Unless { get; } = lexicon.Compile(document.Unless);

        public PhraseSet Near { get; } = lexicon.Compile(document.Near);

        public PhraseSet AskedFor { get; } = lexicon.Compile(document.AskedFor);
    }
}
