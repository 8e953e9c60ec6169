using CallScript.Domain.Judging.Language;
using CallScript.Domain.Transcription;

namespace CallScript.Domain.Judging.Detection;

/// <summary>Facts about a conversation that several detectors need.</summary>
internal static class Conversations
{
    /// <summary>Whether the turn is the agent's or an announcement made for the agent.</summary>
    public static bool IsAgentSide(Dialogue dialogue, Turn turn) =>
        turn.Speaker == Speaker.Greeting || dialogue.MayBe(turn, RuleParty.Agent);

    /// <summary>Whether an agent takes part at all; a recording of the caller alone owes no disclosures.</summary>
    public static bool HasAgent(Dialogue dialogue) => dialogue.Turns.Any(turn => dialogue.MayBe(turn, RuleParty.Agent));
}
