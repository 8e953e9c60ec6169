using CallScript.Infrastructure.Speech.Activity;

namespace CallScript.Infrastructure.Tests.Speech;

public sealed class ActivityTests
{
    private const int Window = SileroVad.Window;

    [Fact]
    public void Add_WhenTheVoiceHoversBetweenTheThresholds_DoesNotBreakTheStretch()
    {
        var spans = Run([.. Many(0.1f, 5), .. Many(0.9f, 10), .. Many(0.4f, 30), .. Many(0.9f, 10), .. Many(0.1f, 20)]);
        spans.ShouldBe([new SpeechSpan(5 * Window, 55 * Window)]);
    }

    [Fact]
    public void Add_WhenThePauseIsShort_GoesOn_AndWhenItIsLong_Ends()
    {
        Run([.. Many(0.9f, 10), .. Many(0.1f, 10), .. Many(0.9f, 10), .. Many(0.1f, 20)])
            .ShouldBe([new SpeechSpan(0, 30 * Window)]);
        Run([.. Many(0.9f, 10), .. Many(0.1f, 11), .. Many(0.9f, 10), .. Many(0.1f, 20)])
            .ShouldBe([new SpeechSpan(0, 10 * Window), new SpeechSpan(21 * Window, 31 * Window)]);
    }

    [Fact]
    public void Add_WhenItIsOnlyAClick_FindsNothing() =>
        Run([.. Many(0.1f, 5), .. Many(0.9f, 2), .. Many(0.1f, 20)]).ShouldBeEmpty();

    [Fact]
    public void Finish_WhenSomebodySpeaksToTheEnd_StopsWithTheRecording()
    {
        var spans = new SpeechSpans();
        foreach (var probability in Many(0.9f, 10))
        {
            spans.Add(probability, 1);
        }

        spans.Finish((10 * Window) - 100).ShouldBe(new SpeechSpan(0, (10 * Window) - 100));
    }

    [Fact]
    public void Add_WhenNobodyPauses_CutsAtTheQuietestPlaceBeforeTheLimit()
    {
        var spans = new SpeechSpans();
        List<SpeechSpan> found = [];
        for (var i = 0; i < 1000; i++)
        {
            // Quiet at windows 600-602, which lies in the second half of what the engine takes.
            if (spans.Add(0.9f, i is >= 600 and <= 602 ? 0.1f : 1) is { } span)
            {
                found.Add(span);
            }
        }

        found.ShouldBe([new SpeechSpan(0, 601 * Window)]);
        spans.Finish(1000 * Window).ShouldBe(new SpeechSpan(601 * Window, 1000 * Window));
    }

    [Fact]
    public void Track_WhenSpeechIsFarApart_ChunksLeaveOutTheSilenceAndLeadBackToTheRecording()
    {
        // Every sample is its own position, so that a chunk shows where it was taken from.
        var track = new SpeechTrack(1);
        float[] probabilities =
            [.. Many(0f, 20), .. Many(1f, 30), .. Many(0f, 60), .. Many(1f, 30), .. Many(0f, 400), .. Many(1f, 30), .. Many(0f, 20)];
        var chunks = Feed(track, probabilities);

        chunks.Count.ShouldBe(2);
        chunks[0].Pieces.Count.ShouldBe(2);
        chunks[1].Pieces.Count.ShouldBe(1);
        foreach (var piece in chunks.SelectMany(chunk => chunk.Pieces.Select(piece => (chunk, piece))))
        {
            piece.chunk.Audio[piece.piece.Offset].ShouldBe(piece.piece.Start);
            piece.chunk.Audio[piece.piece.EndOffset - 1].ShouldBe(piece.piece.Start + piece.piece.Length - 1);
            piece.piece.Speech.Start.ShouldBe(piece.piece.Start + 4800);
            piece.piece.EndOffset.ShouldBe(piece.piece.Offset + (int)piece.piece.Speech.Length + 8000);
        }

        track.Spans.Count.ShouldBe(3);
        chunks.ShouldAllBe(chunk => chunk.Channel == 1);
    }

    [Fact]
    public void Track_WhenNobodyPausesForAMinute_EveryChunkFitsTheEngineAndNoSampleIsTakenTwice()
    {
        var chunks = Feed(new SpeechTrack(0), [.. Many(0f, 20), .. Many(1f, 1900), .. Many(0f, 20)]);
        chunks.ShouldAllBe(chunk => chunk.Audio.Length <= 26 * 16_000);
        var taken = chunks.SelectMany(chunk => chunk.Audio).ToList();
        taken.ShouldBe(taken.Order());
        taken.Distinct().Count().ShouldBe(taken.Count);
        (taken[^1] - taken[0] + 1).ShouldBe(taken.Count);
    }

    [Fact]
    public void Halve_WhenCutTwice_KeepsEverySampleInItsPlace()
    {
        float[] probabilities = [.. Many(0f, 20), .. Many(1f, 200), .. Many(0f, 60), .. Many(1f, 250), .. Many(0f, 20)];
        var chunk = Feed(new SpeechTrack(0), probabilities).ShouldHaveSingleItem();
        var parts = chunk.Halve().SelectMany(half => half.Halve()).ToList();
        parts.Count.ShouldBe(4);
        parts.SelectMany(part => part.Audio).ShouldBe(chunk.Audio);
        foreach (var part in parts)
        {
            var piece = part.Pieces.ShouldHaveSingleItem();
            part.Audio[piece.Offset].ShouldBe(piece.Start);
            part.Audio[piece.EndOffset - 1].ShouldBe(piece.Start + piece.Length - 1);
        }
    }

    [Fact]
    public void WithSilence_WhenAChunkIsPadded_LeadsToTheSamePlaces()
    {
        var chunk = Feed(new SpeechTrack(0), [.. Many(0f, 20), .. Many(1f, 20), .. Many(0f, 20)]).ShouldHaveSingleItem();
        var padded = chunk.WithSilence(1000);
        padded.Audio.Length.ShouldBe(chunk.Audio.Length + 2000);
        padded.Audio[padded.Pieces[0].Offset].ShouldBe(padded.Pieces[0].Start);
        padded.Audio[999].ShouldBe(0);
        padded.Audio[^1000].ShouldBe(0);
    }

    private static List<SpeechChunk> Feed(SpeechTrack track, float[] probabilities)
    {
        List<SpeechChunk> chunks = [];
        var position = 0;
        foreach (var block in probabilities.Chunk(50))
        {
            float[] samples = [.. Enumerable.Range(position, block.Length * Window).Select(i => (float)i)];
            position += samples.Length;
            chunks.AddRange(track.Add(samples, block));
        }

        chunks.AddRange(track.Finish(position));
        return chunks;
    }

    private static List<SpeechSpan> Run(float[] probabilities)
    {
        var spans = new SpeechSpans();
        return [.. probabilities.Select(probability => spans.Add(probability, 1)).OfType<SpeechSpan>()];
    }

    private static IEnumerable<float> Many(float probability, int windows) => Enumerable.Repeat(probability, windows);
}
