using CallScript.Domain.Judging.Language;
using CallScript.Domain.Transcription;

namespace CallScript.Domain.Judging.Detection;

/// <summary>Finds calls in which the agent's side leaves out what it must say.</summary>
internal sealed class AbsenceDetector(Rule rule, AbsenceDocument document, Lexicon lexicon) : Detector(rule)
{
    private readonly PhraseSet _phrases = lexicon.Compile(document.Phrases);
    private readonly PhraseSet _topic = lexicon.Compile(document.Topic);
    private readonly PhraseSet _questions = lexicon.Compile(document.Questions);
    private readonly PhraseSet _confirmations = lexicon.Compile(document.Confirmations);

    public override Violation? Detect(Dialogue dialogue, IReadOnlyDictionary<string, Violation> earlier) =>
        IsDue(dialogue) && !IsSaid(dialogue) ? new Violation(document.Confidence) : null;

    private bool IsDue(Dialogue dialogue)
    {
        if (!Conversations.HasAgent(dialogue) || dialogue.ConversationSeconds < (Rule.MinimumConversationSeconds ?? 0))
        {
            return false;
        }

        if (_topic.Count == 0)
        {
            return true;
        }

        var mentions = dialogue.Turns
            .Where(turn => turn.Speaker != Speaker.Greeting && dialogue.MayBe(turn, document.TopicParty))
            .SelectMany(turn => _topic.Find(turn))
            .Where(span => !document.Guards.Any(guard => guard.Excuses(span)))
            .ToList();
        return mentions.Count > 0
            && dialogue.Segment(mentions[^1].Last.Segment).End - dialogue.Segment(mentions[0].First.Segment).Start >= document.TopicSeconds;
    }

    private bool IsSaid(Dialogue dialogue)
    {
        var until = dialogue.ConversationStart + (Rule.WindowSeconds ?? double.PositiveInfinity);
        return dialogue.Turns.Any(turn => Conversations.IsAgentSide(dialogue, turn)
            && (_phrases.Find(turn).Any(span =>
                    dialogue.StartOf(span.First) <= until && !document.Guards.Any(guard => guard.Excuses(span)))
                || Confirms(dialogue, turn)));
    }

    private bool Confirms(Dialogue dialogue, Turn turn) =>
        _questions.Count > 0
        && turn.Index > 0
        && dialogue.MayBe(dialogue.Turns[turn.Index - 1], RuleParty.Caller)
        && _questions.IsIn(dialogue.Turns[turn.Index - 1])
        && _confirmations.IsIn(turn);
}
