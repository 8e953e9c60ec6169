using System.Text;
using CallScript.Application.Common.Tenancy;
using CallScript.Application.Pipeline;
using CallScript.Application.Privacy;
using CallScript.Application.Recordings;
using CallScript.Domain.Calls;
using CallScript.Domain.Pipeline;
using CallScript.Domain.Privacy;
using CallScript.Domain.Recordings;
using CallScript.Infrastructure.Tests.Privacy;
using CallScript.TestKit;
using CallScript.TestKit.Hosting;
using CallScript.TestKit.Speech;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Infrastructure.Tests.Recordings;

/// <summary>The small copy that players get: made once by the real ffmpeg, and gone with its recording.</summary>
public sealed class PlaybackCopyTests : IAsyncLifetime
{
    private const string Caller = "+13125550123";

    private static readonly string Stereo = SampleTruth.Named("aca-do-not-call-ignored").AudioPath;
    private static readonly string DualMono = SampleTruth.Named("aca-clean-subsidy-question").AudioPath;
    private static readonly string Mono = SampleTruth.Named("solar-no-recording-notice").AudioPath;
    private static readonly string SmallMp3 = SampleTruth.Named("home-services-voicemail").AudioPath;

    // The store's files carry the machine's own time.
    private readonly ManualClock _clock = new(TimeProvider.System.GetUtcNow());
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("callscript-playback-test-");
    private readonly List<WorkerHost> _workers = [];
    private TestInstallation _installation = null!;
    private TestOrganization _organization = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _installation = await TestInstallation.CreateAsync(_clock, cancellationToken: Cancellation);
        _organization = await _installation.AddOrganizationAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync();
        }

        await _installation.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Vault_OfAStereoRecording_KeepsACopyThatSoundsTheSameAndIsSmall()
    {
        var worker = Worker();
        await VaultAsync(worker, Stereo);

        var recording = await RecordingAsync(worker);
        Files().ShouldBe([recording.StorageKey, StorageKey.OfCopy(recording.StorageKey)], ignoreOrder: true);
        var copy = PathOf(StorageKey.OfCopy(recording.StorageKey));
        new FileInfo(copy).Length.ShouldBeLessThan(recording.ByteCount / 2);
        var profile = (await worker.Services.GetRequiredService<IAudioProbe>().ProbeAsync(copy, Cancellation)).Value;
        (profile.Channels, profile.Layout).ShouldBe((2, ChannelLayout.Stereo));
        profile.DurationSeconds.ShouldBe(recording.DurationSeconds, 0.1);
        profile.Peaks.Zip(recording.Peaks, (one, other) => Math.Abs(one - other)).Average().ShouldBeLessThan(8);
        var atoms = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(copy, Cancellation));
        atoms.IndexOf("moov", StringComparison.Ordinal).ShouldBeInRange(1, atoms.IndexOf("mdat", StringComparison.Ordinal));
        (await VerifyAsync()).ShouldSatisfyAllConditions(
            report => report.Findings.ShouldBeEmpty(),
            report => (report.Recordings, report.Objects, report.ByteCount).ShouldBe((1, 1, recording.ByteCount)));
    }

    [Fact]
    public async Task Vault_OfARecordingWithTheSameSoundTwice_KeepsItOnceInTheCopy()
    {
        var worker = Worker();
        await VaultAsync(worker, DualMono);

        var recording = await RecordingAsync(worker);
        recording.Layout.ShouldBe(ChannelLayout.DualMono);
        var copy = await worker.Services.GetRequiredService<IAudioProbe>().ProbeAsync(PathOf(StorageKey.OfCopy(recording.StorageKey)), Cancellation);
        (copy.Value.Channels, copy.Value.Layout).ShouldBe((1, ChannelLayout.Mono));
    }

    [Fact]
    public async Task Vault_WithoutTheSetting_KeepsTheRecordingAlone()
    {
        var worker = Worker(copies: "None");
        var call = await VaultAsync(worker, Stereo);

        Files().ShouldHaveSingleItem();
        (await LinkAsync(worker, call)).Copy.ShouldBeFalse();
    }

    [Fact]
    public async Task Vault_OfASmallMp3_KeepsTheRecordingAlone()
    {
        var worker = Worker();
        await VaultAsync(worker, SmallMp3);

        Files().ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("echo 'no room' >&2; exit 1")]
    [InlineData("exec tail -f /dev/null")]
    public async Task Vault_WhenTheCopyCannotBeMade_GoesOnWithTheRecording(string failing)
    {
        var worker = Worker(failing);
        var call = await VaultAsync(worker, Mono);

        Files().ShouldHaveSingleItem();
        (await worker.QueryAsync(_organization, db => db.Calls.SingleAsync(Cancellation))).Status.ShouldBe(CallStatus.Downloaded);
        (await LinkAsync(worker, call)).Copy.ShouldBeFalse();
        (await PlayAsync(worker, call, copy: true)).ShouldBe(("audio/wav", new FileInfo(Mono).Length));
    }

    [Fact]
    public async Task Vault_OfTheSameRecordingByTwoWorkersAtOnce_MakesItOnce()
    {
        var count = Path.Combine(_directory.FullName, "count");
        var (one, other) = (Worker($"echo x >> {count}; exec ffmpeg \"$@\""), Worker($"echo x >> {count}; exec ffmpeg \"$@\""));
        await ImportAsync(Mono);
        await ImportAsync(Mono);
        var leases = await one.ClaimAsync(Lane.Vault);

        await Task.WhenAll(
            Task.Run(() => one.WorkAsync(_organization, new VaultRecording(leases[0])), Cancellation),
            Task.Run(() => other.WorkAsync(_organization, new VaultRecording(leases[1])), Cancellation));

        (await File.ReadAllLinesAsync(count, Cancellation)).ShouldHaveSingleItem();
        Files().Length.ShouldBe(2);
        (await one.QueryAsync(_organization, db => db.Calls.CountAsync(call => call.Status == CallStatus.Downloaded, Cancellation))).ShouldBe(2);
    }

    [Fact]
    public async Task Play_OfACopy_GivesItForAsLongAsItIsThere()
    {
        var worker = Worker();
        var call = await VaultAsync(worker, Mono);
        var recording = await RecordingAsync(worker);
        var copy = PathOf(StorageKey.OfCopy(recording.StorageKey));

        (await LinkAsync(worker, call)).Copy.ShouldBeTrue();
        (await PlayAsync(worker, call, copy: true)).ShouldBe(("audio/mp4", new FileInfo(copy).Length));
        (await PlayAsync(worker, call, copy: false)).ShouldBe(("audio/wav", recording.ByteCount));
        (await LinkAsync(Worker(copies: "None"), call)).Copy.ShouldBeFalse();
        File.Delete(copy);
        (await PlayAsync(worker, call, copy: true)).ShouldBe(("audio/wav", recording.ByteCount));
        (await LinkAsync(worker, call)).Copy.ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Erase_OfTheCaller_LeavesNoCopyBehind(bool deletesCalls)
    {
        var worker = Worker();
        await VaultAsync(worker, Stereo, Caller);
        Files().Length.ShouldBe(2);

        // The setting does not matter any more: what is there goes.
        var eraser = Worker(copies: "None");
        var erasure = (await _installation.SendAsync(_organization, new PreviewErasure(Caller, deletesCalls), Cancellation)).Value;
        await _installation.SendAsync(_organization, new ConfirmErasure(erasure.Id), Cancellation);
        var lease = (await eraser.ClaimAsync(Lane.Privacy)).Single();
        (await eraser.WorkAsync(_organization, new EraseCaller(lease))).ShouldBeOfType<LaneOutcome.Done>();

        Files().ShouldBeEmpty();
        (await VerifyAsync()).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Retention_UnderAHold_KeepsTheCopyUntilItIsLifted()
    {
        var worker = Worker();
        var call = await VaultAsync(worker, Mono, startedAt: _clock.GetUtcNow().AddDays(-2));
        await _installation.SendAsync(_organization, new PlaceLegalHold(HoldScope.Call, call.Value, null, "Lawsuit"), Cancellation);

        await RetainAsync(worker);
        Files().Length.ShouldBe(2);

        var hold = await worker.QueryAsync(_organization, db => db.LegalHolds.Select(row => row.Id).SingleAsync(Cancellation));
        await _installation.SendAsync(_organization, new LiftLegalHold(hold.Value), Cancellation);
        await RetainAsync(worker);
        Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task Sweep_OfCopies_RemovesThoseWithoutACallAndKeepsTheOthers()
    {
        var worker = Worker();
        await VaultAsync(worker, Mono);
        var used = (await RecordingAsync(worker)).StorageKey;
        var vault = worker.Services.GetRequiredService<IRecordingVault>();
        await using var content = File.OpenRead(SmallMp3);
        var fresh = (await vault.StoreAsync(_organization.Id, content, Cancellation)).Value.StorageKey;
        content.Position = 0;
        await vault.StoreCopyAsync(_organization.Id, fresh, content, Cancellation);
        foreach (var old in (string[])[used, StorageKey.OfCopy(used), StorageKey.OfCopy(fresh)])
        {
            File.SetLastWriteTimeUtc(PathOf(old), _clock.GetUtcNow().AddHours(-2).UtcDateTime);
        }

        (await VerifyAsync()).Findings.Select(finding => (finding.Kind, finding.StorageKey))
            .ShouldBe([(VaultFindingKind.Unlisted, StorageKey.OfCopy(fresh))]);
        (await worker.SendAsync(_organization, new SweepVault())).Value.ShouldBe(new VaultSweep(4, 1));

        // Somebody may be about to write down what was stored just now.
        Files().ShouldBe([used, StorageKey.OfCopy(used), fresh], ignoreOrder: true);
    }

    private async Task RetainAsync(WorkerHost worker)
    {
        await _installation.SendAsync(_organization, new SetRetention(1, null, null), Cancellation);
        await worker.SendAsync(_organization, new EnforceRetention(100));
    }

    private async Task<VaultReport> VerifyAsync() =>
        (await _installation.SendAsync(_organization, new VerifyVault(null, null), Cancellation)).Value;

    /// <param name="encoding">What stands in the place of ffmpeg when it is to make a copy; a line of a shell.</param>
    /// <param name="copies">The setting.</param>
    private WorkerHost Worker(string? encoding = null, string copies = "Aac")
    {
        var settings = new Dictionary<string, string?> { ["Vault:Playback:Format"] = copies };
        if (encoding is not null)
        {
            var program = Path.Combine(_directory.FullName, $"ffmpeg-{_workers.Count}");
            File.WriteAllText(program, $"#!/bin/sh\ncase \"$*\" in *faststart*) {encoding} ;; esac\nexec ffmpeg \"$@\"\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            (settings["Speech:FfmpegPath"], settings["Speech:DecodeStallSeconds"]) = (program, "5");
        }

        var worker = new WorkerHost(_installation, _clock, settings: settings);
        _workers.Add(worker);
        return worker;
    }

    private async Task<CallId> VaultAsync(WorkerHost worker, string path, string? caller = null, DateTimeOffset? startedAt = null)
    {
        var call = await ImportAsync(path, caller, startedAt);
        var lease = (await worker.ClaimAsync(Lane.Vault)).Single();
        (await worker.WorkAsync(_organization, new VaultRecording(lease))).ShouldBeOfType<LaneOutcome.Done>();
        return call;
    }

    private async Task<CallId> ImportAsync(string path, string? caller = null, DateTimeOffset? startedAt = null)
    {
        await using var content = File.OpenRead(path);
        var imported = await _installation.SendAsync(
            _organization, new ImportRecording(content, Path.GetFileName(path), null, null, null, startedAt, caller), Cancellation);
        return new CallId(imported.Value.Id);
    }

    private async Task<AudioLink> LinkAsync(WorkerHost worker, CallId call)
    {
        await using var scope = worker.Scope(_organization);
        scope.ServiceProvider.GetRequiredService<ICurrentUser>().SignIn(_organization.UserId);
        return (await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new CreateAudioLink(call.Value), Cancellation)).Value;
    }

    private async Task<(string MediaType, long Length)> PlayAsync(WorkerHost worker, CallId call, bool copy)
    {
        var audio = (await worker.SendAsync(_organization, new OpenCallAudio(call.Value, IsStart: true, copy))).Value;
        await using var content = audio.Content;
        return (audio.MediaType, content.Length);
    }

    private Task<Recording> RecordingAsync(WorkerHost worker) =>
        worker.QueryAsync(_organization, db => db.Recordings.AsNoTracking().SingleAsync(Cancellation));

    private string PathOf(string key) => Path.Combine(_installation.VaultDirectory, key);

    private string[] Files() => Directory.GetFiles(_installation.VaultDirectory, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(_installation.VaultDirectory, path).Replace(Path.DirectorySeparatorChar, '/')).ToArray();
}
