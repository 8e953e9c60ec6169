using System.Text.RegularExpressions;

namespace CallScript.Infrastructure.Speech.Speakers;

/// <summary>One of the two parties, before it is known which.</summary>
/// <param name="Turns">What it says, turn by turn.</param>
/// <param name="SpeaksFirst">Whether it opens the conversation.</param>
/// <param name="HasGreeting">Whether an automated announcement plays on its side of the line.</param>
internal sealed record Party(IReadOnlyList<string> Turns, bool SpeaksFirst, bool HasGreeting);

/// <summary>Which party is the agent.</summary>
/// <param name="Agent">Index of the party, or null when neither is clearly one.</param>
/// <param name="Confidence">0.5 is a coin toss, 1 is certain; 0 when undecided.</param>
internal readonly record struct AgentGuess(int? Agent, double Confidence);

/// <summary>
/// Decides from the words who answers for the business and who called. Each kind of phrase counts once, or twice at
/// most, so that a long call is not decided by one habit of speech; weights are in units of evidence, and their
/// difference becomes a probability by the logistic function.
/// </summary>
internal static partial class AgentScorer
{
    private const double Decided = 0.6;
    private const int CountedTimes = 2;

    private static readonly (Regex Phrase, double Weight)[] Evidence =
    [
        // Agents greet, introduce themselves, offer help, disclose and close.
        (Thanks(), 2.5),
        (Offer(), 2.5),
        (Introduction(), 1.5),
        (Disclosure(), 2.5),
        (Licence(), 2.5),
        (AnythingElse(), 2.5),
        (AsksData(), 1.25),
        (Qualifies(), 0.75),
        (Handles(), 1),

        // Callers say why they call, what they want and that they want it to stop.
        (Calls(), -2),
        (Wants(), -0.75),
        (Stops(), -2),
        (Asks(), -0.75),
    ];

    public static AgentGuess Guess(IReadOnlyList<Party> parties)
    {
        if (parties.Count == 1)
        {
            var alone = Score(parties[0]);
            return alone >= 2 ? new AgentGuess(0, Probability(alone - 1)) : new AgentGuess(null, 0);
        }

        var difference = Score(parties[0]) - Score(parties[1]) + Questions(parties[0]) - Questions(parties[1]);
        return Math.Abs(difference) < Decided
            ? new AgentGuess(null, 0)
            : new AgentGuess(difference > 0 ? 0 : 1, Probability(Math.Abs(difference)));
    }

    /// <summary>Evidence that a party is the agent; below zero that it is the caller.</summary>
    public static double Score(Party party)
    {
        var text = string.Join('\n', party.Turns);
        var score = Evidence.Sum(evidence => evidence.Weight * Math.Min(CountedTimes, evidence.Phrase.Count(text)));

        // The business picks up and speaks first; whatever plays before that plays on its side.
        return score + (party.SpeaksFirst ? 1 : 0) + (party.HasGreeting ? 1.5 : 0);
    }

    /// <summary>Agents lead the conversation by asking: up to one unit for a party that asks in every turn.</summary>
    private static double Questions(Party party) =>
        party.Turns.Count == 0 ? 0 : (double)party.Turns.Count(turn => turn.Contains('?', StringComparison.Ordinal)) / party.Turns.Count;

    private static double Probability(double evidence) => Math.Round(1 / (1 + Math.Exp(-evidence)), 3);

    [GeneratedRegex(@"\b(thanks|thank you) for (calling|holding|reaching|contacting)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Thanks();

    [GeneratedRegex(
        @"\bhow (can|may|could) (i|we) (help|assist|direct)|\bwhat can i do for you\b|\bi('d| would) be happy to (help|"
        + @"assist)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Offer();

    [GeneratedRegex(
        @"\bmy name is\b|\bthis is \w+( \w+)? (with|from|at|calling|speaking|on)\b|\byou('re| are) speaking with\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Introduction();

    [GeneratedRegex(
        @"\brecorded line\b|\b(call|line|conversation)s? (is|are|may be|might be|will be|can be|"
        + @"is being)( \w+)? (recorded|monitored|taped)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Disclosure();

    [GeneratedRegex(
        @"\b(i'm|i am|as) (a|your) (licensed|certified|benefits?|enrollment|intake|solar|insurance|debt|case) \w+|"
        + @"\bon behalf of\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Licence();

    [GeneratedRegex(
        @"\banything else (i|we) can\b|\bhave a (great|nice|wonderful|good|blessed) (day|evening|afternoon|one|rest)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex AnythingElse();

    [GeneratedRegex(
        @"\b(can|could|may) (i|you|we) (please )?(get|have|confirm|verify|give me|tell me|spell|take|ask)\b|\bwhat('s|"
        + @" is) your (\w+ )?(\w+ )?(name|address|age|zip|date|birthday|number|email|code|income|phone)",
        RegexOptions.IgnoreCase)]
    private static partial Regex AsksData();

    [GeneratedRegex(
        @"\b(do|are|have|did) you (currently|own|have|qualify|receive|enrolled|looking|over|under|ever|already|still)\b|"
        + @"\byou (may |might |would |could )?qualify\b|\bqualif(y|ied) for\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Qualifies();

    [GeneratedRegex(
        @"\blet me (check|look|see|pull|transfer|verify|get you|connect|take|explain|go over)\b|\bi('ll| will) (transfer|"
        + @"connect|send|go ahead)\b|\bi can (help|offer|get you|see|open|schedule)\b|\bour (plans?|company|team|program|"
        + @"specialists?|agents?)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Handles();

    [GeneratedRegex(
        @"\bi('m| am| was) (just )?calling (about|because|to|for|in|regarding)\b|\bi (saw|got|received|heard) (an? |your |"
        + @"this |the )?(\w+ )?(ad|ads|commercial|letter|call|mail|postcard|bill|message)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Calls();

    [GeneratedRegex(
        @"\bi (want|need|would like|'d like|was wondering|was hoping) to\b|\bi('m| am) (looking|interested|trying)\b|"
        + @"\bi don't (want|need|understand|know)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Wants();

    [GeneratedRegex(@"\b(stop calling|take me off|remove me|do not call|don't call me)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Stops();

    [GeneratedRegex(
        @"\bhow much (is|does|would|will|do)\b|\bwhat (do|would) (i|you need from me)\b|\bwho is this\b|\bis (it|this|"
        + @"that) (free|legit|real|a scam)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Asks();
}
