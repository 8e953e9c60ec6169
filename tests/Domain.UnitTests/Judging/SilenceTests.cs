using CallScript.Domain.Campaigns;
using CallScript.Domain.Judging;
using static CallScript.Domain.UnitTests.Judging.Conversations;

namespace CallScript.Domain.UnitTests.Judging;

public sealed class SilenceTests
{
    [Theory]
    [InlineData(19.9, false)]
    [InlineData(20, true)]
    public void Judge_WhenNobodySpeaksBetweenSegments_HoldsToTwentySeconds(double silence, bool isRaised)
    {
        var finding = Timed(
            Vertical.General,
            "0-10.3 a: This is Dana at Maple, recorded line. One moment.",
            FormattableString.Invariant($"{10.3 + silence}-{20.3 + silence} a: Thanks for waiting.")).Judge().Find("dead_air");

        (finding is not null).ShouldBe(isRaised);
        if (finding is not null)
        {
            (finding.SegmentIndex, finding.Start, finding.End, finding.Quote).ShouldBe((null, 10.3, 30.3, null));
        }
    }

    [Fact]
    public void Judge_WhenTheLineStaysOpenAfterTheLastWord_Counts()
    {
        var spoken = Timed(Vertical.General, "0-10 a: This is Dana at Maple, recorded line.");

        (spoken with { DurationSeconds = 29 }).Judge().Find("dead_air").ShouldBeNull();
        (spoken with { DurationSeconds = 31 }).Judge().Find("dead_air")!.Start.ShouldBe(10);
    }

    [Theory]
    [InlineData(59.9, false)]
    [InlineData(60, true)]
    public void Judge_WhenALongCallHasLittleSpeech_RaisesIt(double duration, bool isRaised)
    {
        var conversation = Timed(Vertical.General, "2-5 a: Dana.", "20-23 c: Yes.", "38-41 a: Okay.", "55-58 c: Bye.");

        ((conversation with { DurationSeconds = duration }).Judge().Find("dead_air") is not null).ShouldBe(isRaised);
    }

    [Fact]
    public void Judge_WhenBothSpeakAtOnce_CountsTheTimeOnce()
    {
        // Twice the same 15 of 60 seconds is still a quarter.
        var conversation = Timed(Vertical.General, "0-5 a: Dana.", "0-5 c: Hello.", "19-24 a: Yes.", "19-24 c: No.", "43-48 a: So.", "43-48 c: Go.");

        (conversation with { DurationSeconds = 60 }).Judge().Find("dead_air").ShouldNotBeNull();
    }

    [Theory]
    [InlineData(19.9, false)]
    [InlineData(20, true)]
    public void Judge_WhenNobodySpeaksAtAll_RaisesOnlyTheSilence(double duration, bool isRaised)
    {
        new JudgedConversation(Vertical.Medicare, duration, []).Judge().Slugs().ShouldBe(isRaised ? ["dead_air"] : []);
    }
}
