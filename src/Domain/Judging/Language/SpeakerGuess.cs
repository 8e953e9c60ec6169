using CallScript.Domain.Transcription;

namespace CallScript.Domain.Judging.Language;

/// <summary>
/// Tells the parties of a recording apart where the speech engine could not: people alternate, and agents and
/// callers say different things. A two-state chain, solved forwards and backwards; what it is unsure of stays
/// near one half, and counts for both parties with less confidence.
/// </summary>
internal sealed class SpeakerGuess(PhraseSet agentCues, PhraseSet callerCues)
{
    private const double Switch = 0.85;

    /// <summary>The one who answers a call speaks first, and that is mostly the agent.</summary>
    private const double AgentFirst = 0.6;

    /// <summary>How much likelier one cue makes its party.</summary>
    private const double CueRatio = 4;

    /// <summary>For each turn the probability that the agent speaks.</summary>
    public double[] AgentProbabilities(IReadOnlyList<Turn> turns)
    {
        var count = turns.Count;
        var result = new double[count];
        if (count == 0)
        {
            return result;
        }

        var likelihood = turns.Select(Likelihood).ToArray();
        var forward = new (double Agent, double Caller)[count];
        forward[0] = Normalize(AgentFirst * likelihood[0].Agent, (1 - AgentFirst) * likelihood[0].Caller);
        for (var i = 1; i < count; i++)
        {
            var (agent, caller) = Spread(forward[i - 1]);
            forward[i] = Normalize(agent * likelihood[i].Agent, caller * likelihood[i].Caller);
        }

        var backward = (Agent: 0.5, Caller: 0.5);
        for (var i = count - 1; i >= 0; i--)
        {
            result[i] = Normalize(forward[i].Agent * backward.Agent, forward[i].Caller * backward.Caller).Agent;
            var (agent, caller) = Spread((backward.Agent * likelihood[i].Agent, backward.Caller * likelihood[i].Caller));
            backward = Normalize(agent, caller);
        }

        return result;
    }

    private (double Agent, double Caller) Likelihood(Turn turn)
    {
        switch (turn.Speaker)
        {
            case Speaker.Agent:
                return (1, 0.0001);
            case Speaker.Caller:
                return (0.0001, 1);
            case Speaker.Greeting:
                return (1, 1);
            default:
                // The evidence of one turn is capped: ten cues in one long turn are not ten independent witnesses.
                var agent = Math.Min(2, agentCues.Find(turn).Take(2).Count());
                var caller = Math.Min(2, callerCues.Find(turn).Take(2).Count());
                return (Math.Pow(CueRatio, agent), Math.Pow(CueRatio, caller));
        }
    }

    private static (double Agent, double Caller) Spread((double Agent, double Caller) from) =>
        ((from.Agent * (1 - Switch)) + (from.Caller * Switch), (from.Caller * (1 - Switch)) + (from.Agent * Switch));

    private static (double Agent, double Caller) Normalize(double agent, double caller) =>
        (agent / (agent + caller), caller / (agent + caller));
}
