using CallScript.Domain.Transcription;

namespace CallScript.Infrastructure.Speech.Speakers;

/// <summary>The phrases of a recording with their speakers, and how they were told apart.</summary>
internal sealed record AssignedSpeech(IReadOnlyList<(Phrase Phrase, Speaker Speaker)> Phrases, SpeakerAttribution Attribution);

/// <summary>Names the speaker of every phrase.</summary>
internal static class SpeakerAssignment
{
    public const string ByChannel = "channel";

    private const int SampleRate = 16_000;

    // An announcement stands apart from what follows it; so does a turn from the next.
    private const int TurnPause = SampleRate * 8 / 10;

    private const double CallerOfVoicemail = 0.7;

    // A recorded notice comes at the start of a call, whoever else speaks.
    private const long OpeningEnds = 60 * SampleRate;

    /// <param name="phrases">In order of start.</param>
    /// <param name="channels">Channels that were transcribed: on two each party has its own.</param>
    public static AssignedSpeech Assign(IReadOnlyList<Phrase> phrases, int channels)
    {
        var announcements = FindAnnouncements(phrases);
        var automated = announcements.Automated;
        var sides = channels > 1
            ? new VoiceSplit([.. phrases.Select(phrase => (int?)phrase.Channel)], 1)
            : SplitVoices(phrases, automated);
        if (announcements.Voicemail && sides.Confidence == 0)
        {
            // Who speaks after a voicemail greeting speaks alone.
            sides = new VoiceSplit([.. phrases.Select(_ => (int?)0)], 1);
        }

        var guess = GuessAgent(phrases, sides.Voices, announcements);

        Speaker Name(int i) => automated[i]
            ? Speaker.Greeting
            : sides.Voices[i] is not { } side || guess.Agent is not { } agent
                ? Speaker.Unknown
                : side == agent ? Speaker.Agent : Speaker.Caller;

        return new AssignedSpeech(
            [.. phrases.Select((phrase, i) => (phrase, Name(i)))],
            new SpeakerAttribution(channels > 1 ? ByChannel : VoiceClusters.Method, Math.Round(sides.Confidence * guess.Confidence, 3)));
    }

    /// <summary>Judges what each channel says between two pauses as a whole.</summary>
    private static (bool[] Automated, bool Voicemail) FindAnnouncements(IReadOnlyList<Phrase> phrases)
    {
        var automated = new bool[phrases.Count];
        var voicemail = false;
        foreach (var channel in phrases.Select((phrase, i) => (phrase, i)).GroupBy(item => item.phrase.Channel))
        {
            var others = phrases.Where(phrase => phrase.Channel != channel.Key).Select(phrase => phrase.Start);
            var firstAnswer = others.DefaultIfEmpty(OpeningEnds).Min();
            List<(Phrase Phrase, int Index)> turn = [];
            foreach (var item in channel)
            {
                if (turn.Count > 0 && item.phrase.Start - turn[^1].Phrase.End >= TurnPause)
                {
                    Judge(turn, firstAnswer);
                    turn = [];
                }

                turn.Add(item);
            }

            Judge(turn, firstAnswer);
        }

        return (automated, voicemail);

        void Judge(List<(Phrase Phrase, int Index)> turn, long firstAnswer)
        {
            var opening = turn[0].Phrase.Start < Math.Min(firstAnswer, OpeningEnds);
            var text = string.Join(' ', turn.Select(item => item.Phrase.Text));
            if (Announcements.IsAutomated(text, opening))
            {
                voicemail |= Announcements.IsVoicemail(text, opening);
                turn.ForEach(item => automated[item.Index] = true);
            }
        }
    }

    /// <summary>Two voices on one channel. A recorded voice would be a third, so it is left out.</summary>
    private static VoiceSplit SplitVoices(IReadOnlyList<Phrase> phrases, bool[] automated) =>
        VoiceClusters.Split([.. phrases.Select((phrase, i) => automated[i] ? null : phrase.Voice)]);

    private static AgentGuess GuessAgent(
        IReadOnlyList<Phrase> phrases, IReadOnlyList<int?> sides, (bool[] Automated, bool Voicemail) announcements)
    {
        var automated = announcements.Automated;
        var spoken = Enumerable.Range(0, phrases.Count).Where(i => sides[i] is not null && !automated[i]).ToList();
        var heard = spoken.Select(i => sides[i]!.Value).Distinct().Order().ToList();
        if (heard.Count == 0)
        {
            return new AgentGuess(null, 0);
        }

        // After a voicemail greeting it says nothing to speak first.
        int? first = announcements.Voicemail ? null : sides[spoken[0]];
        var parties = heard.Select(side => new Party(
            [.. spoken.Where(i => sides[i] == side).Select(i => phrases[i].Text)],
            first == side,
            Enumerable.Range(0, phrases.Count).Any(i => automated[i] && phrases[i].Channel == side && sides[i] is not null)));
        var guess = AgentScorer.Guess([.. parties]);
        if (guess.Agent is null && announcements.Voicemail && heard.Count == 1)
        {
            // People call businesses and get their voicemail: whoever leaves a message is the caller, unless the words
            // say otherwise.
            return new AgentGuess(1 - heard[0], CallerOfVoicemail);
        }

        return guess with { Agent = guess.Agent is { } index ? heard[index] : null };
    }
}
