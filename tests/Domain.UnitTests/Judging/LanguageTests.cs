using CallScript.Domain.Judging;
using CallScript.Domain.Judging.Language;
using CallScript.Domain.Transcription;

namespace CallScript.Domain.UnitTests.Judging;

public sealed class LanguageTests
{
    private static readonly Lexicon Lexicon = new(new Dictionary<string, IReadOnlyList<string>> { ["pay"] = ["pay|pays", "hand over"] });

    [Theory]
    [InlineData("I can't, don't and won't.", "i can not do not and will not")]
    [InlineData("i cant dont and wont", "i can not do not and will not")]
    [InlineData("We’re recorded, ma'am", "we are recorded maam")]
    [InlineData("It costs $6,400 or 50%", "it costs 6400 dollars or 50 percent")]
    [InlineData("call 60618, 312-555", "call 60618 312 555")]
    [InlineData("go to Medicare.gov", "go to medicare gov")]
    [InlineData("uh the the some body um called", "the somebody called")]
    [InlineData("one one c v v", "one one c v v")]
    [InlineData("", "")]
    [InlineData("... ?!", "")]
    public void Turns_WhenTextIsSpoken_NormalizesIt(string text, string expected)
    {
        string.Join(' ', Tokens(text).Select(token => token.Text)).ShouldBe(expected);
    }

    [Fact]
    public void Turns_WhenTokensAreNormalized_PointToTheirPlaceInTheText()
    {
        const string text = "Well, I don't know.";

        Tokens(text).Select(token => text[token.From..token.To]).ShouldBe(["Well", "I", "don't", "don't", "know"]);
    }

    [Theory]
    [InlineData("please stop", "please stop", true)]
    [InlineData("please stop", "please do stop", false)]
    [InlineData("please ... stop", "please would you just stop", true)]
    [InlineData("please ...2 stop", "please would you just stop", false)]
    [InlineData("we ...3 call", "we will not call", false)]
    [InlineData("approv*", "you are approved", true)]
    [InlineData("only # left", "only two left", true)]
    [InlineData("only # left", "only few left", false)]
    [InlineData("you (will|are going to) <pay>", "you are going to hand over", true)]
    [InlineData("you (will)? <pay>", "you pay", true)]
    [InlineData("^ stop", "please stop", false)]
    [InlineData("^ stop", "Please. Stop", true)]
    [InlineData("stop $", "stop it", false)]
    [InlineData("stop $", "stop. it", true)]
    [InlineData("stop calling", "stop. calling", false)]
    [InlineData("a b|c d", "c d", true)]
    public void Find_WhenAPhraseIsWritten_MatchesAsItSays(string phrase, string text, bool isMatch)
    {
        Lexicon.Compile([phrase]).IsIn(Turn(text)).ShouldBe(isMatch);
    }

    [Theory]
    [InlineData("", "nothing stands here")]
    [InlineData("stop (calling", "'(' is not closed")]
    [InlineData("stop) calling", "')' was never opened")]
    [InlineData("... calling", "must begin with a word")]
    [InlineData("(please)?", "not optional")]
    [InlineData("Stop", "lower-case")]
    [InlineData("st*op", "'*' belongs at the end")]
    [InlineData("a ...13 b", "1 to 12 words")]
    [InlineData("a .. b", "three full stops")]
    [InlineData("a <pay", "'<' is not closed")]
    [InlineData("a <paid>", "'paid' is not defined")]
    public void Compile_WhenAPhraseIsMalformed_SaysWhere(string phrase, string problem)
    {
        Should.Throw<InvalidRuleSetException>(() => Lexicon.Compile(phrase)).Message.ShouldContain(problem);
    }

    [Fact]
    public void Lexicon_WhenAVocabularyRefersToItself_Throws()
    {
        var circle = new Dictionary<string, IReadOnlyList<string>> { ["a"] = ["x <b>"], ["b"] = ["y <a>"] };

        Should.Throw<InvalidRuleSetException>(() => new Lexicon(circle)).Message.ShouldContain("refers to itself");
    }

    [Theory]
    [InlineData("double two six oh nine three", "226093")]
    [InlineData("forty one eleven", "4111")]
    [InlineData("triple five one eight hundred", "5551800")]
    public void Read_WhenNumbersAreSpoken_GivesTheirDigits(string text, string digits)
    {
        var tokens = Tokens(text);
        var read = "";
        for (var i = 0; i < tokens.Length;)
        {
            var next = SpokenDigits.Read(tokens.AsSpan(i), insideNumber: i > 0).ShouldNotBeNull();
            read += next.Digits;
            i += next.Tokens;
        }

        read.ShouldBe(digits);
    }

    private static Turn Turn(string text) =>
        Tokenizer.Turns([new Segment(Speaker.Agent, 0, 0, 1, text, [])]).ShouldHaveSingleItem();

    private static Token[] Tokens(string text) =>
        Tokenizer.Turns([new Segment(Speaker.Agent, 0, 0, 1, text, [])]).SingleOrDefault()?.Tokens ?? [];
}
