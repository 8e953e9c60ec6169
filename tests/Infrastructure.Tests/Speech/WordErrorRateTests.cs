using CallScript.TestKit.Speech;

namespace CallScript.Infrastructure.Tests.Speech;

public sealed class WordErrorRateTests
{
    [Theory]
    [InlineData("It costs $1,250.50, OK?", "it costs one thousand two hundred fifty dollars fifty cents okay")]
    [InlineData("Mr. Miller's voicemail: 90210", "mister millers voice mail ninety thousand two hundred ten")]
    [InlineData("Good-bye!", "goodbye")]
    [InlineData("Press 0 7", "press zero seven")]
    public void Of_WhenOnlySpellingDiffers_IsZero(string one, string other) => WordErrorRate.Of(one, other).ShouldBe(0);

    [Theory]
    [InlineData("a b c d", "a x c d", 0.25)]
    [InlineData("a b c d", "a c d", 0.25)]
    [InlineData("a b c d", "a b x c d", 0.25)]
    [InlineData("a b", "", 1)]
    public void Of_WhenWordsDiffer_CountsThem(string truth, string heard, double expected) =>
        WordErrorRate.Of(truth, heard).ShouldBe(expected);
}
