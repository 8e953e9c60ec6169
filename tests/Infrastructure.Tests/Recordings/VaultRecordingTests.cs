using CallScript.Application.Integrations.Ringba;
using CallScript.Application.Pipeline;
using CallScript.Application.Recordings;
using CallScript.Domain.Calls;
using CallScript.Domain.Pipeline;
using CallScript.Infrastructure.Tests.Privacy;
using CallScript.RingbaSimulator;
using CallScript.TestKit;
using CallScript.TestKit.Hosting;
using CallScript.TestKit.Speech;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Infrastructure.Tests.Recordings;

/// <summary>What becomes of a call whose recording is fetched, outcome by outcome.</summary>
public sealed class VaultRecordingTests : IAsyncLifetime
{
    private static readonly string Sample = SampleTruth.Named("home-services-voicemail").AudioPath;

    private readonly ManualClock _clock = new();
    private TestInstallation _installation = null!;
    private RingbaSimulatorServer _ringba = null!;
    private WorkerHost _worker = null!;
    private TestOrganization _organization = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _installation = await TestInstallation.CreateAsync(_clock, cancellationToken: Cancellation);
        _ringba = await RingbaSimulatorServer.StartAsync(new RingbaSimulatorOptions { Clock = _clock }, Cancellation);
        _worker = Host();
        _organization = await _installation.AddOrganizationAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _ringba.DisposeAsync();
        await _installation.DisposeAsync();
    }

    [Fact]
    public async Task Vault_OfARecordingThatIsThere_StoresItWithoutAskingAnybodyElse()
    {
        var lease = await IngestOneAsync(Call());

        (await _worker.WorkAsync(_organization, new VaultRecording(lease))).ShouldBeOfType<LaneOutcome.Done>();

        (await CallAsync()).Status.ShouldBe(CallStatus.Downloaded);
        _ringba.Journal.Of(SimulatedRoute.Recording).ShouldHaveSingleItem().HasAuthorization.ShouldBeFalse();
        _ringba.Journal.Of(SimulatedRoute.Detail).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(0)]
    public async Task Vault_WhenTheLinkIsDead_AsksForAnotherAndKeepsIt(int status)
    {
        var call = Call();
        var lease = await IngestOneAsync(call);
        if (status == 0)
        {
            // A page that asks to sign in, in the recording's place: the old address alone shows it.
            _ringba.Faults.Add(new SignInPageAt(call.RecordingKey));
        }
        else if (status == 403)
        {
            _ringba.Faults.Add(new FailNext { Route = SimulatedRoute.Recording, Status = 403 });
        }

        var renewed = _ringba.RecordingAddress(_ringba.Calls.RenewLink(call.InboundCallId)!);

        (await _worker.WorkAsync(_organization, new VaultRecording(lease))).ShouldBeOfType<LaneOutcome.Done>();

        var vaulted = await CallAsync();
        (vaulted.Status, vaulted.RecordingAddress).ShouldBe((CallStatus.Downloaded, renewed));
        _ringba.Journal.Of(SimulatedRoute.Detail).ShouldHaveSingleItem().Body!["InboundCallIds"]!.ToJsonString()
            .ShouldBe($"[\"{call.InboundCallId}\"]");
    }

    [Theory]
    [InlineData("gone", "recording_gone")]
    [InlineData("forbidden", "recording_refused")]
    [InlineData("page", "recording_not_audio")]
    public async Task Vault_WhenTheLinkIsDeadAndThereIsNoOther_AsksOnceAndTriesAgainLater(string fault, string code)
    {
        var lease = await IngestOneAsync(Call());
        _ringba.Faults.Add(fault switch
        {
            "gone" => new RecordingsMissing { Route = SimulatedRoute.Recording },
            "forbidden" => new FailNext { Route = SimulatedRoute.Recording, Status = 403, Count = 100 },
            _ => new PageInsteadOfRecording { Route = SimulatedRoute.Recording },
        });

        var outcome = await _worker.WorkAsync(_organization, new VaultRecording(lease));

        var retry = outcome.ShouldBeOfType<LaneOutcome.Retry>();
        (retry.Cause.Code, retry.Policy!.MaxAttempts).ShouldBe((code, 6));
        _ringba.Journal.Of(SimulatedRoute.Detail).Count.ShouldBe(1);
        _ringba.Journal.Of(SimulatedRoute.Recording).Count.ShouldBe(1);

        _ringba.Faults.Clear();
        (await _worker.WorkAsync(_organization, new VaultRecording(lease))).ShouldBeOfType<LaneOutcome.Done>();
        (await CallAsync()).Status.ShouldBe(CallStatus.Downloaded);
    }

    [Fact]
    public async Task Vault_WhenTheLinkIsDeadAndRingbaThrottles_TriesAgainLater()
    {
        var call = Call();
        var lease = await IngestOneAsync(call);
        _ringba.Calls.RenewLink(call.InboundCallId);
        _ringba.Faults.Add(new ThrottleNext { Route = SimulatedRoute.Detail });

        var throttled = await _worker.WorkAsync(_organization, new VaultRecording(lease));
        var retry = throttled.ShouldBeOfType<LaneOutcome.Retry>();
        retry.Cause.ShouldBe(RingbaErrors.Throttled);
        retry.Policy!.MaxAttempts.ShouldBeGreaterThan(10);

        (await _worker.WorkAsync(_organization, new VaultRecording(lease))).ShouldBeOfType<LaneOutcome.Done>();
    }

    [Theory]
    [InlineData(false, "recording_unreachable", 24)]
    [InlineData(true, "recording_empty", 4)]
    public async Task Vault_WhenItMayPass_TriesAgainByTheOutcomesOwnPolicy(bool isEmpty, string code, int attempts)
    {
        var lease = await IngestOneAsync(Call());
        _ringba.Faults.Add(isEmpty
            ? new EmptyRecordings { Route = SimulatedRoute.Recording }
            : new FailNext { Route = SimulatedRoute.Recording, Status = 503 });

        var retry = (await _worker.WorkAsync(_organization, new VaultRecording(lease))).ShouldBeOfType<LaneOutcome.Retry>();

        (retry.Cause.Code, retry.Policy!.MaxAttempts).ShouldBe((code, attempts));
        _ringba.Journal.Of(SimulatedRoute.Detail).ShouldBeEmpty();
    }

    [Fact]
    public async Task Vault_WhenItIsTooLarge_GivesUpAtOnce()
    {
        var lease = await IngestOneAsync(Call());
        await using var strict = Host(new() { ["RecordingDownload:MaxBytes"] = "1000" });

        var outcome = await strict.WorkAsync(_organization, new VaultRecording(lease));

        outcome.ShouldBeOfType<LaneOutcome.Fail>().Cause.Code.ShouldBe("recording_too_large");
        _ringba.Journal.Of(SimulatedRoute.Detail).ShouldBeEmpty();
    }

    [Fact]
    public async Task Vault_WhileTheRecordingIsNotThere_LooksAgainAndSkipsTheCallAfterADay()
    {
        var lease = await IngestOneAsync(Call() with { LinkAppearsAt = _clock.GetUtcNow().AddDays(30) });

        (await _worker.WorkAsync(_organization, new VaultRecording(lease))).ShouldBe(new LaneOutcome.Snooze(TimeSpan.FromMinutes(2)));
        _clock.Advance(Domain.Calls.Call.RecordingPatience);
        (await _worker.WorkAsync(_organization, new VaultRecording(lease))).ShouldBeOfType<LaneOutcome.Done>();

        var call = await CallAsync();
        (call.Status, call.SkipReason).ShouldBe((CallStatus.Skipped, SkipReason.NoRecording));
    }

    [Fact]
    public async Task Vault_WhenTheInstallationSaysSo_ShowsTheTokenToNamedHostsOnly()
    {
        var lease = await IngestOneAsync(Call());
        await using var naming = Host(new()
        {
            ["Ringba:SendTokenToRecordings"] = "true",
            ["Ringba:RecordingHosts:0"] = "127.0.0.1",
        });
        var addresses = (IRingbaAddresses)naming.Services.GetService(typeof(IRingbaAddresses))!;

        (await naming.WorkAsync(_organization, new VaultRecording(lease))).ShouldBeOfType<LaneOutcome.Done>();

        _ringba.Journal.Of(SimulatedRoute.Recording).ShouldHaveSingleItem().HasAuthorization.ShouldBeTrue();
        addresses.TakesToken(new Uri("https://media.ringba.com/recording-public?k=1")).ShouldBeTrue();
        addresses.TakesToken(new Uri("http://media.ringba.com/recording-public?k=1")).ShouldBeFalse();
        addresses.TakesToken(new Uri("https://ringba.com.evil.example/")).ShouldBeFalse();
    }

    private static SimulatedCall Call() => new()
    {
        InboundCallId = "RGB1",
        StartedAt = new ManualClock().GetUtcNow().AddMinutes(-10),
        Duration = TimeSpan.FromSeconds(60),
        Recording = SimulatedRecording.OfFile(Sample),
    };

    // One try, because nobody moves the clock that the next would wait for.
    private WorkerHost Host(Dictionary<string, string?>? settings = null) => new(
        _installation, _clock, _ringba.Address, new Dictionary<string, string?>(settings ?? []) { ["Ringba:MaxRetries"] = "0" });

    private async Task<WorkLease> IngestOneAsync(SimulatedCall call)
    {
        _ringba.Calls.Add(call);
        await _installation.SendAsync(
            _organization, new ConnectRingba(_ringba.ApiAddress, _ringba.AccountId, _ringba.Token, _clock.GetUtcNow().AddDays(-1)), Cancellation);
        var ingest = (await _worker.ClaimAsync(Lane.Ingest)).Single();
        (await _worker.WorkAsync(_organization, new IngestCalls(ingest, TimeSpan.Zero))).ShouldBeOfType<LaneOutcome.Done>();
        return (await _worker.ClaimAsync(Lane.Vault)).Single();
    }

    private Task<Call> CallAsync() =>
        _worker.QueryAsync(_organization, db => db.Calls.AsNoTracking().SingleAsync(Cancellation));

    /// <summary>Shows a page at one address of a recording.</summary>
    private sealed class SignInPageAt(string key) : Fault
    {
        public override async Task<bool> AnswerAsync(Microsoft.AspNetCore.Http.HttpContext http)
        {
            if (http.Request.Query["k"] != key)
            {
                return false;
            }

            await http.Response.Body.WriteAsync("<!doctype html><title>Sign in</title>"u8.ToArray(), http.RequestAborted);
            return true;
        }
    }
}
