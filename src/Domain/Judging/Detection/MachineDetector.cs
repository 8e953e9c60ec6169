using CallScript.Domain.Judging.Language;
using CallScript.Domain.Transcription;

namespace CallScript.Domain.Judging.Detection;

/// <summary>Finds calls that reached a machine and in which no two people talk.</summary>
internal sealed class MachineDetector(Rule rule, MachineDocument document, Lexicon lexicon) : Detector(rule)
{
    private readonly PhraseSet _phrases = lexicon.Compile(document.Phrases);

    public override Violation? Detect(Dialogue dialogue, IReadOnlyDictionary<string, Violation> earlier)
    {
        var machine = dialogue.Turns.Where(turn => _phrases.IsIn(turn)).ToHashSet();
        if (machine.Count == 0 || HasHumanExchange(dialogue, machine))
        {
            return null;
        }

        // By convention the whole recording is the evidence, shown at its first words.
        var first = dialogue.Turns[0];
        return new Violation(document.Confidence, new Span(first, 0, first.SentenceEnd(0)));
    }

    // A machine speaks in several turns and not all of them are telling ("Sandra Pope." between two announcements):
    // a side whose turns are mostly a machine's is a machine. What is left of two sides is people.
    private static bool HasHumanExchange(Dialogue dialogue, HashSet<Turn> machine)
    {
        var lastAnnouncement = machine.Max(turn => turn.Index);
        if (dialogue.Turns.Where(turn => turn.Index > lastAnnouncement).Count(turn => turn.Speaker != Speaker.Greeting) >= 3)
        {
            return true;
        }

        return HumanTurns(dialogue, machine, Speaker.Agent) > 0 && HumanTurns(dialogue, machine, Speaker.Caller) > 0;
    }

    private static int HumanTurns(Dialogue dialogue, HashSet<Turn> machine, Speaker side)
    {
        var turns = dialogue.Turns.Where(turn => turn.Speaker == side).ToList();
        var announcements = turns.Count(machine.Contains);
        return announcements * 2 > turns.Count ? 0 : turns.Count - announcements;
    }
}
