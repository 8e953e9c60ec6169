using System.Text.Json;
using CallScript.Application.Transcription;
using CallScript.Domain.Transcription;
using CallScript.TestKit.Speech;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallScript.Infrastructure.Tests.Speech;

[Collection(SpeechEngineGroup.Name)]
public sealed class RecognitionTests(SpeechFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("silence")]
    [InlineData("noise")]
    [InlineData("keypad")]
    public async Task Recognize_WhenNobodySpeaks_WritesNothing(string sound)
    {
        var audio = sound switch
        {
            "silence" => TestAudio.Silence(6),
            "noise" => TestAudio.Noise(6, 0.1),
            _ => TestAudio.Keypad("4719226*0#"),
        };
        var speech = await RecognizeAsync(fixture.Wav($"{sound}.wav", audio));
        speech.Segments.ShouldBeEmpty();
        speech.SpeechSeconds.ShouldBe(0);
    }

    [Fact]
    public async Task Recognize_WhenAPersonReads_IsNearlyRight()
    {
        var sentences = HumanSpeech.BookSentences();
        var path = fixture.Wav("book.wav", Join(sentences.Select(sentence => sentence.Path)));
        var speech = await RecognizeAsync(path);
        var rate = WordErrorRate.Of(string.Join(' ', sentences.Select(sentence => sentence.Text)), Text(speech));
        TestContext.Current.TestOutputHelper!.WriteLine($"WER {rate:P1} at {1 / speech.RealTimeFactor:0.0}x real time");
        rate.ShouldBeLessThan(0.10);
    }

    [Fact]
    public async Task Recognize_WhenAPersonSpeaksOnTheTelephone_IsNearlyRight()
    {
        var prompts = HumanSpeech.TelephonePrompts(
            "agent-alreadyon", "all-circuits-busy-now", "cannot-complete-as-dialed", "demo-abouttotry", "demo-echodone",
            "demo-instruct", "enter-num-blacklist", "pls-hold-while-try", "privacy-unident", "queue-periodic-announce");
        var path = fixture.Wav("prompts.wav", Join(prompts.Select(prompt => prompt.Path)));
        var speech = await RecognizeAsync(path);
        var rate = WordErrorRate.Of(string.Join(' ', prompts.Select(prompt => prompt.Text)), Text(speech));
        TestContext.Current.TestOutputHelper!.WriteLine($"WER {rate:P1} at {1 / speech.RealTimeFactor:0.0}x real time");
        rate.ShouldBeLessThan(0.10);
    }

    [Fact]
    public async Task Recognize_WhenEachPartyHasAChannel_NamesBothAndTimesTheirTurns()
    {
        // The agent is on the second channel: the words decide, not the position.
        var call = new Dialogue(Dialogue.Billing);
        var speech = await RecognizeAsync(fixture.Wav("stereo.wav", call.Caller, call.Agent));

        speech.Channels.ShouldBe(2);
        speech.Speakers.Method.ShouldBe("channel");
        speech.Speakers.Confidence.ShouldBeGreaterThan(0.9);
        speech.Segments.ShouldAllBe(segment => segment.Channel == (segment.Speaker == Speaker.Agent ? 1 : 0));
        WordErrorRate.Of(call.TextOf(byAgent: true), Text(speech, Speaker.Agent)).ShouldBeLessThan(0.15);
        WordErrorRate.Of(call.TextOf(byAgent: false), Text(speech, Speaker.Caller)).ShouldBeLessThan(0.15);
        ShouldFollow(speech, call);
    }

    [Fact]
    public async Task Recognize_WhenBothPartiesShareAChannel_TellsTheVoicesApart()
    {
        var call = new Dialogue(Dialogue.Billing);
        var speech = await RecognizeAsync(fixture.Wav("mono.wav", call.Mono));

        speech.Speakers.Method.ShouldBe("mfcc-clusters");
        speech.Speakers.Confidence.ShouldBeGreaterThan(0.3);
        WordErrorRate.Of(call.TextOf(byAgent: true), Text(speech, Speaker.Agent)).ShouldBeLessThan(0.2);
        WordErrorRate.Of(call.TextOf(byAgent: false), Text(speech, Speaker.Caller)).ShouldBeLessThan(0.2);
        ShouldFollow(speech, call);
    }

    [Fact]
    public async Task Recognize_WhenBothChannelsCarryTheSame_WritesEveryWordOnce()
    {
        var call = new Dialogue([.. Dialogue.Billing.Take(3)]);
        var mono = call.Mono;
        float[] delayed = [.. Enumerable.Range(0, mono.Length).Select(i => i < 100 ? 0 : 0.5f * mono[i - 100])];
        var speech = await RecognizeAsync(fixture.Wav("dual-mono.wav", mono, delayed));
        speech.Channels.ShouldBe(2);
        WordErrorRate.Of(call.Text, Text(speech)).ShouldBeLessThan(0.15);
    }

    [Theory]
    [InlineData("telephone.wav", "-ar", "8000", "-c:a", "pcm_mulaw")]
    [InlineData("telephone.mp3", "-ar", "8000", "-b:a", "32k")]
    public async Task Recognize_WhenTheCallIsCompressedForTheTelephone_IsStillRight(string name, params string[] encoding)
    {
        var call = new Dialogue([.. Dialogue.Billing.Take(2)]);
        TestAudio.Ffmpeg(["-i", fixture.Wav($"{name}-source.wav", call.Agent, call.Caller), .. encoding, fixture.PathOf(name)]);
        var speech = await RecognizeAsync(fixture.PathOf(name));
        WordErrorRate.Of(call.Text, Text(speech)).ShouldBeLessThan(0.15);
        speech.Segments.Select(segment => segment.Speaker).Distinct().ShouldBe([Speaker.Agent, Speaker.Caller]);
    }

    [Fact]
    public async Task Recognize_WhenANoticePlaysFirst_IsAGreeting()
    {
        var call = new Dialogue(
        [
            new(true, "kal16", "This call may be recorded for quality and training purposes."),
            new(true, Dialogue.AgentVoice, "Hello, my name is Susan. How can I help you today?"),
            new(false, Dialogue.CallerVoice, "Hi Susan. I am calling about my last bill."),
        ]);
        var speech = await RecognizeAsync(fixture.Wav("greeting.wav", call.Agent, call.Caller));
        speech.Segments.Select(segment => segment.Speaker).ShouldBe([Speaker.Greeting, Speaker.Agent, Speaker.Caller]);
        speech.Segments[0].Text.ShouldContain("recorded");
    }

    [Fact]
    public async Task Recognize_WhenAVoicemailAnswers_IsAGreetingAndTheMessageTheCallers()
    {
        var call = new Dialogue(
        [
            new(false, "awb", "You have reached the voice mailbox of Robert Miller. Please leave a message after the tone."),
            new(false, Dialogue.CallerVoice, "Hello, this is Margaret. Please call me back this afternoon."),
        ]);
        var speech = await RecognizeAsync(fixture.Wav("voicemail.wav", call.Mono));
        speech.Segments.Select(segment => segment.Speaker).Distinct().ShouldBe([Speaker.Greeting, Speaker.Caller]);
    }

    [Fact]
    public async Task Recognize_WithOneOrThreeWorkers_GivesTheSame()
    {
        var path = fixture.Wav("workers.wav", new Dialogue(Dialogue.Billing).Mono);
        List<string> results = [];
        foreach (var workers in new[] { "1", "3" })
        {
            await using var services = fixture.Build(("Workers", workers));
            var recognizer = services.GetRequiredService<ISpeechRecognizer>();
            var speech = (await recognizer.RecognizeAsync(path, Cancel)).Value;
            results.Add(JsonSerializer.Serialize(speech with { RealTimeFactor = 0 }));
        }

        results.Distinct().ShouldHaveSingleItem();
        results[0].ShouldContain("account");
    }

    [Fact]
    public async Task Recognize_WhenTheFolderIsNotPrepared_NamesTheCommand()
    {
        await using var services = fixture.Build(("Directory", fixture.PathOf("nothing-here")));
        var result = await services.GetRequiredService<ISpeechRecognizer>()
            .RecognizeAsync(fixture.Wav("a.wav", TestAudio.Silence(1)), Cancel);
        result.Error!.Code.ShouldBe("engine_failed");
        result.Error.Message.ShouldContain("prepare-speech");
        var health = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancel);
        health.Status.ShouldBe(HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task Recognize_WhenCanceled_StopsAndTheEngineStaysUsable()
    {
        var path = fixture.Wav("cancel.wav", new Dialogue(Dialogue.Billing).Mono);
        await fixture.Host.GetAsync(Cancel);
        using var cancel = new CancellationTokenSource();
        var running = fixture.Recognizer.RecognizeAsync(path, cancel.Token);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
        (await RecognizeAsync(fixture.Wav("after.wav", TestAudio.Silence(1)))).Segments.ShouldBeEmpty();
    }

    [Fact]
    public async Task HealthCheck_WhenTheEngineLoads_NamesItsVersion()
    {
        var health = await fixture.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancel);
        health.Entries["speech"].Status.ShouldBe(HealthStatus.Healthy);
        health.Entries["speech"].Data["engine"].ShouldBe("moonshine");
    }

    private async Task<RecognizedSpeech> RecognizeAsync(string path)
    {
        var result = await fixture.Recognizer.RecognizeAsync(path, Cancel);
        result.Error.ShouldBeNull();
        return result.Value;
    }

    /// <summary>Each true turn begins and ends, within half a second, where words of it were heard.</summary>
    private static void ShouldFollow(RecognizedSpeech speech, Dialogue call)
    {
        var words = speech.Segments.SelectMany(segment => segment.Words).ToList();
        words.ShouldAllBe(word => word.Start < word.End && word.Confidence > 0 && word.Confidence <= 1);
        speech.Segments.ShouldBe(speech.Segments.OrderBy(segment => segment.Start));
        foreach (var (_, start, end) in call.Truth)
        {
            var inside = words.Where(word => (word.Start + word.End) / 2 > start - 0.3 && (word.Start + word.End) / 2 < end + 0.3).ToList();
            inside[0].Start.ShouldBe(start, 0.5);
            inside[^1].End.ShouldBe(end, 0.5);
        }
    }

    private static float[] Join(IEnumerable<string> paths) =>
        [.. paths.SelectMany(path => TestAudio.Decode(path).Concat(TestAudio.Silence(0.8)))];

    private static string Text(RecognizedSpeech speech, Speaker? by = null) =>
        string.Join(' ', speech.Segments.Where(segment => by is null || segment.Speaker == by).Select(segment => segment.Text));
}
