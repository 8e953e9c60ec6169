using CallScript.Domain.Transcription;

namespace CallScript.Domain.Judging.Language;

/// <summary>A conversation prepared for the detectors: its turns, who probably speaks, and when each word was said.</summary>
internal sealed class Dialogue
{
    private readonly double[] _agent;

    public Dialogue(JudgedConversation conversation, SpeakerGuess guess)
    {
        Conversation = conversation;
        Turns = Tokenizer.Turns(conversation.Segments);
        _agent = guess.AgentProbabilities(Turns);
    }

    public JudgedConversation Conversation { get; }

    /// <summary>In order; every turn holds at least one token.</summary>
    public IReadOnlyList<Turn> Turns { get; }

    /// <summary>Seconds at which the first segment with a word begins; 0 when there is none.</summary>
    public double ConversationStart => Turns.Count == 0 ? 0 : Segment(Turns[0].FirstSegment).Start;

    /// <summary>Seconds from the first to the last spoken word.</summary>
    public double ConversationSeconds =>
        Turns.Count == 0 ? 0 : Turns.Max(turn => Segment(turn.LastSegment).End) - ConversationStart;

    public Segment Segment(int index) => Conversation.Segments[index];

    /// <summary>0 to 1: how probable it is that the party speaks in the turn.</summary>
    public double Probability(Turn turn, RuleParty party) => party switch
    {
        RuleParty.Agent => turn.Speaker switch { Speaker.Agent => 1, Speaker.Unknown => _agent[turn.Index], _ => 0 },
        RuleParty.Caller => turn.Speaker switch { Speaker.Caller => 1, Speaker.Unknown => 1 - _agent[turn.Index], _ => 0 },
        RuleParty.Either => turn.Speaker == Speaker.Greeting ? 0 : 1,
        _ => 0,
    };

    /// <summary>Whether the turn may well be the party's: what it says counts, if with less confidence.</summary>
    public bool MayBe(Turn turn, RuleParty party) => Probability(turn, party) >= 0.35;

    /// <summary>Seconds at which the token begins.</summary>
    public double StartOf(Token token) => Evidence.Times(Segment(token.Segment), token.From, token.To).Start;
}
