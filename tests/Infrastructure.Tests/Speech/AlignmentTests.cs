using System.Text;
using CallScript.Infrastructure.Speech.Activity;
using CallScript.Infrastructure.Speech.Moonshine;

namespace CallScript.Infrastructure.Tests.Speech;

public sealed class AlignmentTests
{
    private const int Frame = MoonshineModel.SamplesPerFrame;

    [Fact]
    public void Align_WhenEachStepLooksAtItsOwnFrames_FindsWhereEachBegins()
    {
        var attention = Attention(frames: 100, [0, 20, 50, 55, 80]);
        TokenAligner.Align(attention, [0]).ShouldBe([0, 20, 50, 55, 80, 100]);
    }

    [Fact]
    public void Align_WhenEveryStepAlsoLooksAtTheSameFrame_IgnoresIt()
    {
        var attention = Attention(frames: 100, [0, 30, 60]);
        foreach (var step in attention.Steps)
        {
            step[90] += 5;
        }

        TokenAligner.Align(attention, [0]).ShouldBe([0, 30, 60, 100]);
    }

    [Fact]
    public void Align_WhenNothingWasWritten_IsTheEndAlone() =>
        TokenAligner.Align(new CrossAttention(40, 1, []), [0]).ShouldBe([40]);

    [Fact]
    public void Words_WhenTokensAreParts_JoinsThemAndMultipliesTheirProbabilities()
    {
        var words = Time([" Hel", "lo", ",", " you", "."], [0, 10, 20, 25, 50], frames: 100, Pieces((0, 100 * Frame)));
        words.Select(word => word.Text).ShouldBe(["Hello,", "you."]);
        words.Select(word => word.Start / Frame).ShouldBe([0, 25]);
        words[0].End.ShouldBe(25 * Frame);
        words[0].Confidence.ShouldBe(Math.Exp((-0.1 - 0.2 - 0.3) / 3), 1e-6);
    }

    [Fact]
    public void Words_WhenTheChunkLeavesOutSilence_GetTheTimesOfTheRecording()
    {
        // Two pieces of 50 frames, taken from the tenth and the hundredth second.
        var pieces = Pieces((160_000, 50 * Frame), (1_600_000, 50 * Frame));
        var words = Time([" one", " two"], [0, 70], frames: 100, pieces);
        words[0].Start.ShouldBe(160_000);
        words[0].Span.ShouldBe(0);
        words[0].End.ShouldBeLessThanOrEqualTo(160_000 + (50 * Frame));
        words[1].Start.ShouldBe(1_600_000 + (20 * Frame));
        words[1].Span.ShouldBe(1);
    }

    [Fact]
    public void Words_WhenThePathStretchesAWordOverASilence_BelongToThePieceThatTheyLookAt()
    {
        // "I" is read from the second piece, but its stretch of the path begins in the first.
        var pieces = Pieces((0, 50 * Frame), (1_000_000, 50 * Frame));
        var words = Time([" why", " I", " am"], [0, 40, 60], frames: 100, pieces, looksAt: (1, 52, 60));
        words.Select(word => word.Span).ShouldBe([0, 1, 1]);
        words[1].Start.ShouldBe(1_000_000);
        words[1].End.ShouldBe(1_000_000 + (10 * Frame));
    }

    [Fact]
    public void Words_WhenTheirStretchBeginsOrEndsInSilence_AreTrimmed()
    {
        var audio = new float[100 * Frame];
        for (var i = 20 * Frame; i < 60 * Frame; i++)
        {
            audio[i] = i % 2 == 0 ? 0.5f : -0.5f;
        }

        var word = Time([" yes"], [0], frames: 100, Pieces((0, 100 * Frame)), audio: audio).ShouldHaveSingleItem();
        ((double)word.Start).ShouldBe(20 * Frame, 160);
        ((double)word.End).ShouldBe(60 * Frame, 160);
    }

    [Theory]
    [InlineData(" To-morrow,", "Tomorrow,")]
    [InlineData(" good-bye.", "goodbye.")]
    [InlineData(" to-do", "to-do")]
    public void Words_WhenTheSpellingIsOld_AreModern(string token, string word) =>
        Time([token], [0], frames: 100, Pieces((0, 100 * Frame))).ShouldHaveSingleItem().Text.ShouldBe(word);

    [Fact]
    public void Words_WhenATokenIsOnlyPunctuation_AreNotMade() =>
        Time([" -", " yes"], [0, 50], frames: 100, Pieces((0, 100 * Frame))).ShouldHaveSingleItem().Text.ShouldBe("yes");

    [Theory]
    [InlineData(1, 12, 11)]
    [InlineData(1, 11, 0)]
    [InlineData(5, 4, 15)]
    [InlineData(5, 3, 0)]
    public void LoopLength_WhenAPatternComesBack_CountsWhatIsTooMuch(int pattern, int times, int surplus)
    {
        List<int> tokens = [900, 901, .. Enumerable.Repeat(Enumerable.Range(10, pattern), times).SelectMany(part => part)];
        RepetitionGuard.LoopLength(tokens).ShouldBe(surplus);
    }

    private static List<TimedWord> Time(
        string[] tokens, int[] starts, int frames, ChunkPiece[] pieces, (int Step, int From, int To)? looksAt = null, float[]? audio = null)
    {
        // The timer trusts certain heads of the model; here all say the same.
        var attention = Attention(frames, [.. starts, frames - 1], heads: 48);
        if (looksAt is { } look)
        {
            for (var i = 0; i < attention.Steps[look.Step].Length; i++)
            {
                attention.Steps[look.Step][i] += i % frames >= look.From && i % frames < look.To ? 3f : 0f;
            }
        }

        var output = new MoonshineOutput(
            [.. Enumerable.Range(0, tokens.Length)],
            [.. Enumerable.Range(1, tokens.Length).Select(i => -0.1f * i)],
            attention,
            Ended: true);
        var timer = new WordTimer([.. tokens.Select(Encoding.UTF8.GetBytes)]);
        return timer.Words(output, new SpeechChunk(0, pieces, audio ?? new float[frames * Frame]));
    }

    private static ChunkPiece[] Pieces(params (long Start, int Length)[] parts)
    {
        var offset = 0;
        return [.. parts.Select((part, i) =>
        {
            offset += part.Length;
            return new ChunkPiece(i, new SpeechSpan(part.Start, part.Start + part.Length), part.Start, offset - part.Length, part.Length);
        })];
    }

    private static CrossAttention Attention(int frames, int[] starts, int heads = 1)
    {
        var steps = starts.Select((start, i) =>
        {
            var end = i + 1 < starts.Length ? starts[i + 1] : frames;
            float[] row = [.. Enumerable.Range(0, frames).Select(frame => frame >= start && frame < end ? 1f : 0f)];
            return Enumerable.Repeat(row, heads).SelectMany(part => part).ToArray();
        });
        return new CrossAttention(frames, heads, [.. steps]);
    }
}
