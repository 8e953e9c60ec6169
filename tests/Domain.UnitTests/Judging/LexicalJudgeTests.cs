using CallScript.Domain.Campaigns;
using CallScript.Domain.Judging;
using CallScript.Domain.Transcription;
using static CallScript.Domain.UnitTests.Judging.Conversations;

namespace CallScript.Domain.UnitTests.Judging;

public sealed class LexicalJudgeTests
{
    [Fact]
    public void Judge_WhenNothingIsWrong_IsSafeWithTheFullScore()
    {
        var judgement = Of(Vertical.General, Opening, "c: I'd like to change my booking.", "a: Of course, one moment.").Judge();

        judgement.Slugs().ShouldBeEmpty();
        (judgement.Score, judgement.IsFlagged).ShouldBe((100, false));
        (judgement.Engine, judgement.RuleSetVersion).ShouldBe(("lexical-1", RuleSet.System.Version));
    }

    [Fact]
    public void Judge_WhenRulesAreBroken_WeighsThemIntoTheScore()
    {
        // One critical (40) and one warning (15).
        var judgement = Of(Vertical.General, Opening, "c: Please stop calling me.", "a: I will take you off the list, you idiot.").Judge();

        judgement.Slugs().ShouldBe(["do_not_call_request", "abusive_language"]);
        judgement.Score.ShouldBe(45);
    }

    [Theory]
    [InlineData("a: Hello, this is Joan at Pine Roofing, your call may be monitored.")]
    [InlineData("a: hi this is joan at pine roofing were on a recorded line")]
    [InlineData("a: This is Joan at Pine Roofing, we tape our calls.")]
    [InlineData("a: This is Joan at Pine Roofing and a supervisor may be listening in.")]
    [InlineData("g: This call is recorded for training purposes.")]
    public void Judge_WhenTheRecordingIsDisclosed_FindsNoAbsence(string first)
    {
        Of(Vertical.General, [first, .. ThirtySeconds]).Judge().Find("recording_disclosure").ShouldBeNull();
    }

    [Theory]
    [InlineData("a: Hello, this is Joan at Pine Roofing. I have the fourteenth recorded as the date.")]
    [InlineData("c: I am recording this call, you should know.")]
    [InlineData("a: For the record, this is Joan at Pine Roofing.")]
    [InlineData("a: This is Joan at Pine Roofing. We do not record our calls.")]
    public void Judge_WhenTheRecordingIsNotDisclosed_RaisesAnAbsence(string first)
    {
        var finding = Of(Vertical.General, [first, .. ThirtySeconds]).Judge().Find("recording_disclosure");

        finding.ShouldNotBeNull();
        (finding.SegmentIndex, finding.Start, finding.End, finding.Quote).ShouldBe((null, null, null, null));
    }

    [Theory]
    [InlineData(59, false)]
    [InlineData(60, false)]
    [InlineData(60.5, true)]
    public void Judge_WhenTheDisclosureComesAtASecond_HoldsToTheWindow(double at, bool isRaised)
    {
        var judgement = Timed(
            Vertical.General,
            "0-20 a: Hi, this is Joan at Pine Roofing. How can I help?",
            "20-58 c: My roof has a leak and I want to know what it costs.",
            FormattableString.Invariant($"{at}-70 a: Recorded line, by the way.")).Judge();

        (judgement.Find("recording_disclosure") is not null).ShouldBe(isRaised);
    }

    [Theory]
    [InlineData(29.9, false)]
    [InlineData(30, true)]
    public void Judge_WhenTheConversationIsShort_OwesNoDisclosure(double seconds, bool isRaised)
    {
        var judgement = Timed(
            Vertical.General,
            "0-10 a: Pine Roofing, this is Joan.",
            FormattableString.Invariant($"10-{seconds} c: What time do you close?")).Judge();

        (judgement.Find("recording_disclosure") is not null).ShouldBe(isRaised);
    }

    [Theory]
    [InlineData("a: Hi, you're on a recorded line with the enrollment desk. How can I help?")]
    [InlineData("a: hi this is the benefits department on a recorded line how are you")]
    [InlineData("a: Thanks for calling, this is your licensed benefits specialist, this call is recorded.")]
    public void Judge_WhenTheAgentIsOnlyDescribed_RaisesTheIdentification(string first)
    {
        Of(Vertical.General, [first, .. ThirtySeconds]).Judge().Slugs().ShouldBe(["agent_identification"]);
    }

    [Theory]
    [InlineData("a: Clearpath Debt Solutions, how can I help? We're recorded.")]
    [InlineData("a: hi this is lou were recorded")]
    [InlineData("a: thank you for calling tidewater appliance this call is recorded")]
    [InlineData("a: Recorded line, Tyler speaking.")]
    public void Judge_WhenTheAgentIsNamed_DoesNotRaiseTheIdentification(string first)
    {
        Of(Vertical.General, [first, .. ThirtySeconds]).Judge().Slugs().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a: I understand. And how old is your roof?")]
    [InlineData("a: sure but we have a special this month")]
    public void Judge_WhenARequestToStopIsPassedOver_RaisesBoth(string answer)
    {
        var judgement = Of(Vertical.HomeServices, Opening, "c: Stop calling me.", answer).Judge();

        judgement.Slugs().ShouldBe(["do_not_call_request", "do_not_call_ignored"]);
        judgement.Find("do_not_call_ignored")!.SegmentIndex.ShouldBe(2);
    }

    [Theory]
    [InlineData("a: I'm so sorry, I'll take your number off right now.")]
    [InlineData("a: Of course. I'm adding you to our do not call list, is it the one ending in 0162?")]
    public void Judge_WhenARequestToStopIsTaken_RaisesTheRequestOnly(string answer)
    {
        Of(Vertical.HomeServices, Opening, "c: Stop calling me.", answer, "a: What a nice day, isn't it?").Judge()
            .Slugs().ShouldBe(["do_not_call_request"]);
    }

    [Fact]
    public void Judge_WhenTheAgentCorrectsTheCallersClaim_FindsNothing()
    {
        Of(
            Vertical.Medicare,
            Opening,
            "c: They told me it was guaranteed and the card is free for everybody, is it?",
            "a: No, it isn't free for everyone, and I can't guarantee anything. It depends on the plan.").Judge().Slugs().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(14, false)]
    [InlineData(60, true)]
    public void Judge_WhenPlansAreDiscussedForLong_WantsTheDisclaimer(int secondsOfPlans, bool isRaised)
    {
        var judgement = Timed(
            Vertical.Medicare,
            "0-10 a: Hi, this is Dana with Maple, this call is recorded.",
            "10-20 a: Which plan do you have?",
            FormattableString.Invariant($"20-{20 + secondsOfPlans} c: The Advantage plan from Summit, with my doctor in it."),
            FormattableString.Invariant($"{21 + secondsOfPlans}-90 c: Anyway, my grandson is here and he says hello, such a nice boy.")).Judge();

        (judgement.Find("cms_disclaimer") is not null).ShouldBe(isRaised);
    }

    [Theory]
    [InlineData("We do not offer every plan in your area.")]
    [InlineData("you can call one eight hundred medicare for all your options")]
    [InlineData("Medicare.gov lists all of them.")]
    [InlineData("There are companies out there that we don't represent, not every plan is on my screen.")]
    public void Judge_WhenTheDisclaimerIsGivenInPlainWords_Accepts(string words)
    {
        Timed(
            Vertical.Medicare,
            "0-30 a: Hi, this is Dana with Maple, this call is recorded. Which plan do you have, and which doctor?",
            "31-60 c: The Advantage plan from Summit, and my prescriptions are many.",
            "61-90 a: " + words).Judge().Slugs().ShouldBeEmpty();
    }

    [Fact]
    public void Judge_WhenAVoicemailAnswers_RaisesOnlyThat()
    {
        var judgement = Timed(
            Vertical.Medicare,
            "0-20 g: You have reached Sam. Please leave a message after the tone.",
            "21-50 a: Hello, calling about your plan and your doctor, give me a ring.").Judge();

        judgement.Slugs().ShouldBe(["voicemail_or_ivr"]);
        judgement.Findings[0].SegmentIndex.ShouldBe(0);
    }

    [Fact]
    public void Judge_WhenAMenuLeadsToPeople_IsNoMachineCall()
    {
        Of(
            Vertical.General,
            "g: Calls are recorded. For service, press one.",
            "a: Service desk, this is Quinn.",
            "c: My dryer does not heat.",
            "a: How old is it?",
            "c: Eight years.").Judge().Slugs().ShouldBeEmpty();
    }

    [Fact]
    public void Judge_WhenTheCallerInsults_FindsNothing()
    {
        Of(Vertical.General, Opening, "c: You are a stupid idiot and I want my money back.", "a: I am sorry to hear that.").Judge()
            .Slugs().ShouldBeEmpty();
    }

    [Fact]
    public void Judge_WhenARuleIsBrokenTwice_ReportsItOnceAtTheFirstPlace()
    {
        var judgement = Of(Vertical.General, Opening, "a: Shut up, you idiot.", "c: Excuse me?", "a: You heard me, you moron.").Judge();

        judgement.Findings.Count(finding => finding.Slug == "abusive_language").ShouldBe(1);
        judgement.Find("abusive_language")!.SegmentIndex.ShouldBe(1);
    }

    [Fact]
    public void Judge_WhenARuleIsOfAnotherVertical_DoesNotApplyIt()
    {
        const string claim = "a: The panels are completely free.";

        Of(Vertical.Solar, Opening, claim).Judge().Slugs().ShouldBe(["free_solar_claim"]);
        Of(Vertical.HomeServices, Opening, claim).Judge().Slugs().ShouldBeEmpty();
    }

    [Fact]
    public void Judge_WhenSpeakersAreUnknown_TellsThemApartAndIsLessSure()
    {
        var judgement = Of(
            Vertical.General,
            "u: Thank you for calling Maple Services, this is Dana, the call is recorded. How can I help?",
            "u: I'm calling about my bill. Somebody said I was guaranteed to save.",
            "u: Okay, what is the name on your account?",
            "u: It's under my wife, and please stop calling me.",
            "u: All right, I will take you off the list, have a good day.").Judge();

        judgement.Slugs().ShouldBe(["do_not_call_request"]);
        judgement.Findings[0].Confidence.ShouldBeInRange(0.5, 0.949);
    }

    [Fact]
    public void Judge_WhenWordsHaveTimes_TakesTheEvidenceFromThem()
    {
        string[] words = ["Well,", "just", "stop", "calling", "me,", "please."];
        var segment = new Segment(
            Speaker.Caller,
            1,
            10,
            30,
            "Well, just stop calling me, please.",
            [.. words.Select((word, i) => new Word(word, 20 + i, 20.8 + i, 0.9))]);

        var finding = new JudgedConversation(Vertical.General, 31, [segment]).Judge().Find("do_not_call_request")!;

        (finding.Start, finding.End, finding.Quote).ShouldBe((22, 23.8, "Well, just stop calling me, please."));
    }

    [Fact]
    public void Judge_WhenWordsHaveNoTimes_InterpolatesByPlaceInTheText()
    {
        var text = new string('x', 40) + ". Stop calling me.";
        var finding = new JudgedConversation(Vertical.General, 20, [new Segment(Speaker.Caller, 0, 0, 20, text, [])]).Judge()
            .Find("do_not_call_request")!;

        finding.Start!.Value.ShouldBe(20.0 * 42 / text.Length, 0.01);
        finding.Quote.ShouldBe("Stop calling me.");
    }

    [Fact]
    public void Judge_WhenATurnIsCutIntoSegments_FindsThePhraseAcrossTheCut()
    {
        var finding = Timed(Vertical.General, "0-2 c: please stop", "2.3-4 c: calling me").Judge().Find("do_not_call_request");

        finding.ShouldNotBeNull();
        (finding.SegmentIndex, finding.Quote).ShouldBe((0, "please stop"));
    }

    [Fact]
    public void Judge_WhenAnUnpunctuatedSegmentIsLong_QuotesOnlyAroundTheMatch()
    {
        var padding = string.Join(' ', Enumerable.Repeat("and so we went along the river", 20));
        var finding = Of(Vertical.General, Opening, $"c: {padding} stop calling me {padding}").Judge().Find("do_not_call_request")!;

        finding.Quote!.Length.ShouldBeLessThan(200);
        finding.Quote.ShouldContain("stop calling me");
    }

    [Fact]
    public void Judge_WhenTextIsArbitrary_NeverThrowsAndNeverRepeatsARule()
    {
        var random = new Random(20240611);
        string[] pieces =
        [
            "stop", "calling", "me", "guaranteed", "approved", "not", "free", "card", "number", "four", "4111", "1111", "double", "oh", "'", "’", "?",
            ".", ",", "$", "%", "…", "社会", "\u0000", "\ud800", "if", "you", "hang", "up", "press", "one", "social", "-", "\"", "\n", "é", "🙂",
        ];
        for (var i = 0; i < 400; i++)
        {
            var segments = Enumerable.Range(0, random.Next(0, 12)).Select(index =>
            {
                var text = string.Join(random.Next(2) == 0 ? " " : "", random.GetItems(pieces, random.Next(0, 40)));
                return new Segment((Speaker)random.Next(4), 0, index, index + random.NextDouble(), text, []);
            });
            var judgement = new JudgedConversation((Vertical)random.Next(9), random.Next(0, 100), [.. segments]).Judge();

            judgement.Slugs().ShouldBeUnique();
            judgement.Score.ShouldBeInRange(0, 100);
            judgement.Findings.ShouldAllBe(finding => finding.Confidence >= 0.5 && finding.Confidence <= 1);
        }
    }

    [Fact]
    public void Judge_WhenTextIsBuiltToBacktrack_StaysLinear()
    {
        // Ambiguous repetition that would keep a backtracking matcher busy for longer than the test may run.
        var text = string.Join(' ', Enumerable.Repeat("you will if you hang up you will lose it not get off", 2_000));
        var conversation = new JudgedConversation(Vertical.General, 600, [new Segment(Speaker.Agent, 0, 0, 600, text, [])]);

        conversation.Judge().Find("pressure_tactics").ShouldNotBeNull();
    }

    private static readonly string[] ThirtySeconds =
    [
        "c: My roof has a leak.", "a: I am sorry to hear that.", "c: It drips into the kitchen.", "a: Since when does it do that?",
        "c: Since the storm on Monday.", "a: We can look at it tomorrow.",
    ];
}
