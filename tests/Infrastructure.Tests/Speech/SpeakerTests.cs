using CallScript.Domain.Transcription;
using CallScript.Infrastructure.Speech.Moonshine;
using CallScript.Infrastructure.Speech.Speakers;

namespace CallScript.Infrastructure.Tests.Speech;

public sealed class SpeakerTests
{
    [Theory]
    [InlineData("This call may be recorded for quality assurance and training purposes.", true)]
    [InlineData("Thank you for calling Northwind. All calls are monitored and recorded.", true)]
    [InlineData("For English, press one. Para espanol, oprima el dos.", true)]
    [InlineData("Your call is very important to us. Please stay on the line for the next available agent.", true)]
    [InlineData("Hi, you've reached Dan Brown. I can't come to the phone right now, please leave a message after the tone.", true)]
    [InlineData("Your call has been forwarded to an automatic voice message system. At the tone, please record your message.", true)]
    [InlineData("Hi, this is Anna with Northwind on a recorded line, how can I help?", false)]
    [InlineData("Thank you for calling Northwind. This call may be recorded. My name is Susan, how are you?", false)]
    [InlineData("Thank you for calling Clear Path, this is David. This call is recorded for quality assurance.", false)]
    [InlineData("Valley Insurance. All of our calls are recorded. Are you looking for a quote?", false)]
    [InlineData("I recorded it myself, and I will play it to my lawyer.", false)]
    [InlineData("Could you please hold for a moment?", false)]
    public void IsAutomated_ByWording_TellsRecordingsFromPeople(string text, bool automated) =>
        Announcements.IsAutomated(text, opening: true).ShouldBe(automated);

    [Fact]
    public void IsAutomated_WhenTheOtherPartyHasAnswered_DoesNotTakeANoticeForARecording() =>
        Announcements.IsAutomated("This call may be recorded for quality.", opening: false).ShouldBeFalse();

    [Fact]
    public void Guess_WhenOneGreetsAndAsks_IsTheAgentOnWhicheverSide()
    {
        var agent = new Party(
            ["Thanks for calling Northwind, this is Joe speaking, how can I help?", "May I have your zip code?"], true, false);
        var caller = new Party(["Yeah hi, I'm calling about the solar thing I saw an ad for.", "It's 90210."], false, false);
        AgentScorer.Guess([agent, caller]).Agent.ShouldBe(0);
        AgentScorer.Guess([caller, agent]).Agent.ShouldBe(1);
        AgentScorer.Guess([caller, agent]).Confidence.ShouldBeInRange(0.95, 1);
    }

    [Fact]
    public void Guess_WhenNothingTellsThemApart_IsUndecided()
    {
        var one = new Party(["Okay."], false, false);
        AgentScorer.Guess([one, one]).ShouldBe(new AgentGuess(null, 0));
    }

    [Fact]
    public void Guess_WhenOnlyOnePartyIsHeard_NeedsEvidence()
    {
        AgentScorer.Guess([new Party(["Hello? Hello?"], true, false)]).Agent.ShouldBeNull();
        AgentScorer.Guess([new Party(["Thank you for calling Northwind, how can I help you? Hello?"], true, false)]).Agent.ShouldBe(0);
    }

    [Fact]
    public void Split_WhenVoicesDiffer_FindsBoth_AndWhenThereIsOne_SaysSo()
    {
        string[] sentences =
        [
            "I normally pay around ninety dollars a month.", "Nothing has changed in my house this year.",
            "The readings were estimated last winter.", "Nobody could get to the meter at all.",
            "We will send a new bill within five days.", "That is exactly what they told me before.",
        ];
        VoicePrint?[] Prints(params string[] voices) =>
            [.. sentences.Select((sentence, i) => VoicePrint.Of(TestAudio.Speak(voices[i % voices.Length], sentence)))];

        var two = VoiceClusters.Split(Prints("slt", "rms"));
        two.Confidence.ShouldBeGreaterThan(0.3);
        two.Voices.Select((voice, i) => (voice, i % 2)).Distinct().Count().ShouldBe(2);
        VoiceClusters.Split(Prints("slt")).Confidence.ShouldBeLessThan(0.3);
    }

    [Fact]
    public void Split_WhenThereIsTooLittle_IsUndecided() =>
        VoiceClusters.Split([new VoicePrint(new float[24], 5, 2), null]).ShouldSatisfyAllConditions(
            split => split.Confidence.ShouldBe(0),
            split => split.Voices.ShouldAllBe(voice => voice == null));

    [Fact]
    public void Build_WhenTheSpeakerPausesOrIsAnswered_StartsANewTurn()
    {
        var assigned = new AssignedSpeech(
            [
                (Say(0, (0, "one"), (0.5, "two")), Speaker.Agent),
                (Say(0, (1.6, "three")), Speaker.Agent),
                (Say(1, (2.1, "yes")), Speaker.Caller),
                (Say(0, (2.5, "four")), Speaker.Agent),
            ],
            new SpeakerAttribution("channel", 1));

        var segments = TurnBuilder.Build(assigned, firstChannel: 0);

        // 0.7 s after "two" is no pause; the answer between "three" and "four" ends a turn all the same.
        segments.Select(segment => (segment.Speaker, segment.Channel, segment.Text)).ShouldBe(
        [
            (Speaker.Agent, 0, "one two three"), (Speaker.Caller, 1, "yes"), (Speaker.Agent, 0, "four"),
        ]);
        segments[0].Start.ShouldBe(0);
        segments[0].End.ShouldBe(2.0);
        segments[0].Words.Select(word => word.Start).ShouldBe([0, 0.5, 1.6]);
    }

    private static Phrase Say(int channel, params (double At, string Text)[] words) => new(
        channel,
        [.. words.Select(word => new TimedWord(word.Text, (long)(word.At * 16_000), (long)((word.At + 0.4) * 16_000), 0.9, 0))],
        null);
}
