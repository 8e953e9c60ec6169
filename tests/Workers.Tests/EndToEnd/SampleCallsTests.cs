using CallScript.Application.Calls;
using CallScript.Application.Recordings;
using CallScript.Domain.Calls;
using CallScript.Domain.Recordings;
using CallScript.Domain.Transcription;
using CallScript.TestKit.Speech;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Workers.Tests.EndToEnd;

/// <summary>All sample calls through the real worker, engine and database, once; every test looks at the outcome.</summary>
public sealed class SettledSamples : IAsyncLifetime
{
    public PipelineWorld World { get; private set; } = null!;

    public IReadOnlyDictionary<string, CallDetail> Calls { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        World = await PipelineWorld.CreateAsync();
        await using var worker = World.StartWorker();
        await World.SettleAsync(worker);
        var calls = new Dictionary<string, CallDetail>();
        foreach (var call in await World.CallsAsync())
        {
            var sample = SampleTruth.All.Single(truth => truth.Ringba.CallerNumber == call.CallerNumber);
            calls.Add(sample.Name, await World.CallAsync(call.Id));
        }

        Calls = calls;
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();
}

public sealed class SampleCallsTests(SettledSamples samples) : IClassFixture<SettledSamples>
{
    public static TheoryData<string> Names => [.. SampleTruth.All.Select(sample => sample.Name)];

    public static TheoryData<string> Spoken => [.. SampleTruth.All.Where(sample => sample.Lines is { Count: > 0 }).Select(sample => sample.Name)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Names))]
    public void Call_AfterThePipeline_IsInItsOwnFinalState(string name)
    {
        var truth = SampleTruth.Named(name);
        var call = samples.Calls[name].Call;

        call.Status.ToString().ToLowerInvariant().ShouldBe(truth.Expected.Status, call.Failure?.Detail);
        call.Failure?.Category.ShouldBe(truth.Expected.FailureCategory);
        call.Vertical.ToString().ToLowerInvariant().ShouldBe(truth.Vertical.Replace("_", "", StringComparison.Ordinal));
        (call.Revenue ?? 0).ShouldBe(decimal.Parse(truth.Ringba.Revenue, System.Globalization.CultureInfo.InvariantCulture));
        call.CampaignName.ShouldBe(truth.Ringba.CampaignName);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Flags_AfterThePipeline_AreTheExpectedOnesWithTheirEvidence(string name)
    {
        var truth = SampleTruth.Named(name);
        var call = samples.Calls[name];

        call.Flags.Select(flag => flag.Slug).ShouldBe(truth.Expected.Flags.Select(flag => flag.Slug), ignoreOrder: true);
        foreach (var expected in truth.Expected.Flags.Where(flag => flag.Start is not null))
        {
            var flag = call.Flags.Single(found => found.Slug == expected.Slug);
            flag.Start!.Value.ShouldBeInRange(expected.Start!.Value - 1, expected.End!.Value, $"{expected.Slug}: {flag.Quote}");
            flag.End!.Value.ShouldBeInRange(expected.Start.Value, expected.End.Value + 1, $"{expected.Slug}: {flag.Quote}");
            flag.Quote.ShouldNotBeNullOrWhiteSpace();
            call.Transcript!.Segments[flag.SegmentIndex!.Value].Text.ShouldContain(flag.Quote);
        }
    }

    [Theory]
    [MemberData(nameof(Spoken))]
    public void Transcript_AgainstTheTruth_HasFewWordErrors(string name)
    {
        var truth = SampleTruth.Named(name);
        var transcript = samples.Calls[name].Transcript!;

        // Parties may overlap by a word; in order of time both read the same.
        var heard = string.Join(' ', transcript.Segments.OrderBy(segment => segment.Start).Select(segment => segment.Text));

        WordErrorRate.Of(truth.Text, heard).ShouldBeLessThan(0.15, heard);
    }

    [Theory]
    [MemberData(nameof(Spoken))]
    public void Transcript_OfAStereoCall_KnowsWhoSpeaks(string name)
    {
        var truth = SampleTruth.Named(name);
        var detail = samples.Calls[name];
        if (detail.Recording!.Layout != ChannelLayout.Stereo)
        {
            detail.Transcript!.Speakers.Method.ShouldNotBe("channel");
            return;
        }

        foreach (var line in truth.Lines!)
        {
            var middle = (line.Start + line.End) / 2;
            var segment = detail.Transcript!.Segments.FirstOrDefault(
                part => part.Channel == line.Channel && part.Start - 0.5 <= middle && middle <= part.End + 0.5);
            segment.ShouldNotBeNull($"nobody speaks at {middle:0.0} s");
            if (segment.Speaker != Speaker.Greeting)
            {
                segment.Speaker.ToString().ToLowerInvariant().ShouldBe(line.Speaker, line.Text);
            }
        }
    }

    [Fact]
    public void SilentCall_AfterThePipeline_SaysThatNobodySpoke()
    {
        var silent = samples.Calls["final-expense-silent"];

        silent.Transcript!.Outcome.ShouldBe(TranscriptOutcome.NoSpeech);
        silent.Transcript.Segments.ShouldBeEmpty();
        silent.Call.Status.ShouldNotBe(CallStatus.Safe);
    }

    [Fact]
    public void Recordings_InTheVault_AreTheFilesThatRingbaServed()
    {
        foreach (var truth in SampleTruth.All.Where(sample => sample.Expected.Status != "failed"))
        {
            var recording = samples.Calls[truth.Name].Recording!;
            var original = File.ReadAllBytes(truth.AudioPath);

            recording.ByteCount.ShouldBe(original.Length);
            recording.Sha256.ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(original)));
            recording.DurationSeconds.ShouldBe(truth.DurationSeconds, 0.2);
            recording.Peaks.Count.ShouldBeInRange(100, 2000);
        }
    }

    [Fact]
    public async Task AnotherOrganization_AfterThePipeline_SeesNothingOfIt()
    {
        var stranger = await samples.World.Installation.AddOrganizationAsync(Cancellation);
        var (_, call) = samples.Calls.First(entry => entry.Value.Recording is not null);

        var calls = await samples.World.Installation.SendAsync(
            stranger, new ListCalls(null, null, null, null, null, null, null, null), Cancellation);
        var detail = await samples.World.Installation.SendAsync(stranger, new GetCall(call.Call.Id), Cancellation);
        var audio = await samples.World.Installation.SendAsync(stranger, new OpenCallAudio(call.Call.Id, IsStart: true), Cancellation);
        calls.Value.Items.ShouldBeEmpty();
        detail.Error.ShouldBe(CallErrors.NotFound);
        audio.Error.ShouldBe(RecordingErrors.Missing);

        // Even with the storage key in hand the vault opens it to its owner alone.
        await using var owner = await samples.World.OpenOwnerAsync();
        var key = await PipelineWorld.ScalarAsync<string>(owner, $"select storage_key from recordings where call_id = '{call.Call.Id}'");
        key.ShouldStartWith(samples.World.Organization.Id.ToString());
        var vault = samples.World.Installation.App.GetRequiredService<IRecordingVault>();
        (await vault.OpenAsync(stranger.Id, key, Cancellation)).IsSuccess.ShouldBeFalse();
        var mine = await vault.OpenAsync(samples.World.Organization.Id, key, Cancellation);
        mine.IsSuccess.ShouldBeTrue();
        await mine.Value.DisposeAsync();
    }

    [Fact]
    public async Task Queue_AfterThePipeline_HoldsOnlyTheNextReadAndComparison()
    {
        var queue = await samples.World.QueueAsync();

        queue.Lanes.Where(lane => lane.Lane is not (Domain.Pipeline.Lane.Ingest or Domain.Pipeline.Lane.Reconcile)).ShouldAllBe(lane => lane.Waiting + lane.Running + lane.Delayed == 0);
        queue.Lanes.Sum(lane => lane.Failed).ShouldBe(SampleTruth.All.Count(sample => sample.Expected.Status == "failed"));
    }
}
