using CallScript.Domain.Campaigns;
using static CallScript.Domain.UnitTests.Judging.Conversations;

namespace CallScript.Domain.UnitTests.Judging;

public sealed class SpokenNumberTests
{
    [Fact]
    public void Judge_WhenANumberIsReadInPieces_FindsItAtTheFirst()
    {
        var finding = Of(
            Vertical.General, Opening, "c: Okay so my visa card is four one one one", "a: mm hm", "c: one one one one", "a: go on",
            "c: one one one one one one one one").Judge().Find("sensitive_data_spoken");

        finding.ShouldNotBeNull();
        finding.SegmentIndex.ShouldBe(1);
    }

    [Fact]
    public void Judge_WhenANumberIsCutOff_FindsNothing()
    {
        Of(Vertical.General, Opening, "c: My card is four one one one, wait, can I do that online?", "a: Yes you can, there is a page.").Judge()
            .Slugs().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a: What's the account number at the bottom of the check?", "c: 00552771834")]
    [InlineData("a: What's your full Social Security number?", "c: it's five one nine forty four twenty one oh eight")]
    public void Judge_WhenTheAgentAsksAndTheCallerAnswers_RaisesBoth(string question, string answer)
    {
        Of(Vertical.FinalExpense, Opening, question, answer).Judge().Slugs().ShouldBe(["sensitive_data_request", "sensitive_data_spoken"]);
    }

    [Theory]
    [InlineData("a: What's your phone number?", "c: 312 555 0148")]
    [InlineData("a: And the ZIP and the year of the car?", "c: 60618, and it's a 2019.")]
    [InlineData("a: What's the order number?", "c: 7 3 1 9 9 0 4 2 2 5 1 1 6 0 8 4")]
    [InlineData("a: And the last four of your social?", "c: 7731")]
    [InlineData("a: How much was the repair?", "c: four thousand one hundred and twelve dollars")]
    public void Judge_WhenTheDigitsAreHarmless_FindsNothing(string question, string answer)
    {
        Of(Vertical.General, Opening, question, answer).Judge().Slugs().ShouldBeEmpty();
    }
}
