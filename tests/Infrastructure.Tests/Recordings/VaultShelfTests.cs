using CallScript.Application.Auditing;
using CallScript.Application.Pipeline;
using CallScript.Application.Privacy;
using CallScript.Application.Recordings;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.Domain.Pipeline;
using CallScript.Domain.Privacy;
using CallScript.Domain.Recordings;
using CallScript.Infrastructure.Tests.Privacy;
using CallScript.RingbaSimulator;
using CallScript.TestKit;
using CallScript.TestKit.Hosting;
using CallScript.TestKit.Speech;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CallScript.Infrastructure.Tests.Recordings;

/// <summary>One object for the same bytes, a manifest that proves it, and nothing removed that somebody still has.</summary>
public sealed class VaultShelfTests : IAsyncLifetime
{
    private static readonly string First = SampleTruth.Named("home-services-voicemail").AudioPath;
    private static readonly string Second = SampleTruth.Named("medicare-gift-card").AudioPath;

    // The store's files carry the machine's own time.
    private readonly ManualClock _clock = new(TimeProvider.System.GetUtcNow());
    private TestInstallation _installation = null!;
    private RingbaSimulatorServer _ringba = null!;
    private WorkerHost _worker = null!;
    private TestOrganization _organization = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _installation = await TestInstallation.CreateAsync(_clock, cancellationToken: Cancellation);
        _ringba = await RingbaSimulatorServer.StartAsync(new RingbaSimulatorOptions { Clock = _clock }, Cancellation);
        _worker = new WorkerHost(_installation, _clock, _ringba.Address);
        _organization = await _installation.AddOrganizationAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _ringba.DisposeAsync();
        await _installation.DisposeAsync();
    }

    [Fact]
    public async Task TwoCalls_WithTheSameBytes_ShareOneObjectUntilTheLastIsRemoved()
    {
        var calls = await VaultAsync(First, First);
        var recordings = await RecordingsAsync();

        recordings.Select(row => row.StorageKey).Distinct().ShouldHaveSingleItem();
        Files().ShouldHaveSingleItem();
        (await VerifyAsync()).ShouldSatisfyAllConditions(
            report => report.Findings.ShouldBeEmpty(),
            report => (report.Recordings, report.Objects).ShouldBe((2, 1)),
            report => (report.Chain!.Entries, report.Chain.Broken).ShouldBe((2, null)));

        // One is on hold and stays; the other's removal leaves the object alone.
        await _installation.SendAsync(_organization, new PlaceLegalHold(HoldScope.Call, calls[0].Value, null, "Lawsuit"), Cancellation);
        await RetainAsync(days: 1);
        Files().ShouldHaveSingleItem();
        (await RecordingsAsync()).Single().CallId.ShouldBe(calls[0]);
        (await VerifyAsync()).Findings.ShouldBeEmpty();

        await LiftHoldsAsync();
        await RetainAsync(days: 1);
        Files().ShouldBeEmpty();
        var report = await VerifyAsync();
        (report.Recordings, report.Findings.Count, report.Chain!.Entries, report.Chain.Broken).ShouldBe((0, 0, 4, null));
    }

    [Fact]
    public async Task Manifest_NamesWhatCameFromWhere()
    {
        var call = (await VaultAsync(First)).Single();
        _clock.Advance(TimeSpan.FromMinutes(1));
        await using (var content = File.OpenRead(Second))
        {
            await _installation.SendAsync(_organization, new ImportRecording(content, "a.mp3", null, null, null, null, null), Cancellation);
        }

        var entries = await _worker.QueryAsync(_organization, db => db.Manifest.AsNoTracking().OrderBy(row => row.RecordedAt).ThenBy(row => row.Id).ToListAsync(Cancellation));
        var links = await _worker.QueryAsync(_organization, db => db.ManifestLinks.AsNoTracking().OrderBy(row => row.Sequence).ToListAsync(Cancellation));

        entries.Select(entry => entry.Source).ShouldBe(["127.0.0.1", ManifestEntry.Upload]);
        (entries[0].CallId, entries[0].ByteCount, entries[0].Kind).ShouldBe((call, new FileInfo(First).Length, ManifestEntryKind.Stored));
        links.Select(link => link.Sequence).ShouldBe([1, 2]);
        links[1].PreviousDigest.ShouldBe(links[0].Digest);
    }

    [Fact]
    public async Task Verify_WhenObjectsAreNotAsTheyWere_NamesEach()
    {
        await VaultAsync(First, Second);
        var keys = (await RecordingsAsync()).Select(row => row.StorageKey).ToList();
        File.Delete(PathOf(keys[0]));
        await File.AppendAllTextAsync(PathOf(keys[1]), "x", Cancellation);
        var stray = $"{_organization.Id}/sha256/ab/{new string('a', 64)}.mp3";
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(stray))!);
        await File.WriteAllTextAsync(PathOf(stray), "ID3", Cancellation);
        Age(stray);

        var report = await VerifyAsync();

        report.Findings.Select(finding => (finding.Kind, finding.StorageKey)).ShouldBe(
            [(VaultFindingKind.Missing, keys[0]), (VaultFindingKind.Changed, keys[1]), (VaultFindingKind.Unlisted, stray)], ignoreOrder: true);
        report.Chain!.Broken.ShouldBeNull();
    }

    [Fact]
    public async Task Verify_PageByPage_SeesEverythingOnce()
    {
        await VaultAsync(First, Second, First);

        var first = await VerifyAsync(new VerifyVault(null, null, Limit: 2));
        var second = await VerifyAsync(new VerifyVault(null, null, first.Next, Limit: 2));

        (first.Recordings, second.Recordings, second.Next, second.Chain).ShouldBe((2, 1, null, null));
        var none = await VerifyAsync(new VerifyVault(_clock.GetUtcNow().AddDays(1), null));
        (none.Recordings, none.Chain!.Entries, none.Chain.Broken).ShouldBe((0, 0, null));
        var all = await VerifyAsync(new VerifyVault(_clock.GetUtcNow().AddDays(-1), _clock.GetUtcNow().AddDays(1)));
        (all.Recordings, all.Chain!.Sequence, all.Chain.Broken).ShouldBe((3, 3, null));
    }

    [Theory]
    [InlineData("update vault_manifest set sha256 = repeat('0', 64) where id = (select entry_id from vault_manifest_links where sequence = 2)", AuditChainBreakKind.DigestMismatch, 2)]
    [InlineData("update vault_manifest_links set digest = sha256(digest) where sequence = 1", AuditChainBreakKind.DigestMismatch, 1)]
    [InlineData("delete from vault_manifest where id = (select entry_id from vault_manifest_links where sequence = 2)", AuditChainBreakKind.EntryMissing, 2)]
    [InlineData("delete from vault_manifest_links where sequence = 2", AuditChainBreakKind.Gap, 3)]
    [InlineData("delete from vault_manifest_links where sequence = 3", AuditChainBreakKind.Unlinked, 3)]
    public async Task Verify_WhenTheManifestWasTouched_ShowsWhere(string sql, AuditChainBreakKind kind, long sequence)
    {
        await VaultAsync(First, Second, First);
        await using (var connection = new NpgsqlConnection(_installation.Database.OwnerConnectionString))
        {
            await connection.OpenAsync(Cancellation);
            await using var command = new NpgsqlCommand("set session_replication_role = replica; " + sql, connection);
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        var broken = (await VerifyAsync()).Chain!.Broken.ShouldNotBeNull();

        (broken.Kind, broken.Sequence).ShouldBe((kind, sequence));
    }

    [Theory]
    [InlineData("update vault_manifest set sha256 = ''")]
    [InlineData("delete from vault_manifest")]
    [InlineData("delete from vault_manifest_links")]
    [InlineData("insert into vault_manifest_links (org_id, sequence, entry_id, previous_digest, digest) values (app_org_id(), 99, gen_random_uuid(), '', '')")]
    public async Task Manifest_ByTheHostsRoles_CanOnlyGrow(string sql)
    {
        await VaultAsync(First);

        await Should.ThrowAsync<PostgresException>(() =>
            _worker.QueryAsync(_organization, db => db.Database.ExecuteSqlRawAsync(sql, Cancellation)));
    }

    [Fact]
    public async Task Sweep_OfWhatNoCallHas_RemovesItOnceItIsOld()
    {
        var other = await _installation.AddOrganizationAsync(Cancellation);
        await VaultAsync(First);
        var kept = (await RecordingsAsync()).Single().StorageKey;
        var vault = _worker.Services.GetRequiredService<IRecordingVault>();
        await using var content = File.OpenRead(Second);
        var stray = (await vault.StoreAsync(_organization.Id, content, Cancellation)).Value.StorageKey;

        (await SweepAsync(_organization)).ShouldBe(new VaultSweep(2, 0));
        Age(kept);
        Age(stray);
        (await SweepAsync(other)).ShouldBe(new VaultSweep(0, 0));
        (await SweepAsync(_organization)).ShouldBe(new VaultSweep(2, 1));

        Files().ShouldBe([kept]);
    }

    [Fact]
    public async Task Add_AfterTheLastCallWithTheSameWasRemoved_DoesNotReferToWhatIsGone()
    {
        await VaultAsync(First);
        var (lease, call) = await WaitingAsync(First);
        // The bytes are stored, and before they are written down the only other call that has them is removed.
        var gone = new RemovingVault(_worker.Services.GetRequiredService<IRecordingVault>(), () => RetainAsync(days: 1));
        await using var racing = new WorkerHost(_installation, _clock, _ringba.Address, vault: gone);

        (await racing.WorkAsync(_organization, new VaultRecording(lease))).ShouldBeOfType<LaneOutcome.Retry>();
        (await RecordingsAsync()).ShouldBeEmpty();
        (await _worker.WorkAsync(_organization, new VaultRecording(lease))).ShouldBeOfType<LaneOutcome.Done>();

        (await RecordingsAsync()).Single().CallId.ShouldBe(call);
        Files().ShouldHaveSingleItem();
        (await VerifyAsync()).Findings.ShouldBeEmpty();
    }

    private async Task<VaultReport> VerifyAsync(VerifyVault? request = null) =>
        (await _installation.SendAsync(_organization, request ?? new VerifyVault(null, null), Cancellation)).Value;

    private async Task<VaultSweep> SweepAsync(TestOrganization organization) =>
        (await _worker.SendAsync(organization, new SweepVault())).Value;

    private async Task RetainAsync(int days)
    {
        await _installation.SendAsync(_organization, new SetRetention(days, null, null), Cancellation);
        await _worker.SendAsync(_organization, new EnforceRetention(100));
    }

    private async Task LiftHoldsAsync()
    {
        var holds = await _worker.QueryAsync(_organization, db => db.LegalHolds.Select(row => row.Id).ToListAsync(Cancellation));
        foreach (var hold in holds)
        {
            await _installation.SendAsync(_organization, new LiftLegalHold(hold.Value), Cancellation);
        }
    }

    /// <summary>Calls of two days ago, their recordings taken through the vault one after the other.</summary>
    private async Task<List<CallId>> VaultAsync(params string[] recordings)
    {
        var calls = new List<CallId>();
        foreach (var recording in recordings)
        {
            var (lease, call) = await WaitingAsync(recording);
            (await _worker.WorkAsync(_organization, new VaultRecording(lease))).ShouldBeOfType<LaneOutcome.Done>();
            calls.Add(call);
        }

        return calls;
    }

    private async Task<(WorkLease Lease, CallId Call)> WaitingAsync(string recording)
    {
        var simulated = _ringba.Calls.Add(new SimulatedCall
        {
            StartedAt = _clock.GetUtcNow().AddDays(-2),
            Duration = TimeSpan.FromSeconds(60),
            Recording = SimulatedRecording.OfFile(recording),
        });
        var call = CallBuilder.Pending(
            _organization.Id,
            CallBuilder.Report(simulated.InboundCallId, simulated.StartedAt, recording: _ringba.RecordingAddress(simulated)),
            id: new CallId(Guid.CreateVersion7()));
        await _worker.SaveAsync(_organization, db =>
        {
            db.Calls.Add(call);
            db.WorkItems.Add(WorkItem.Create(
                _organization.Id, new WorkItemId(Guid.CreateVersion7()), Lane.Vault, call.Id.Value, call.StartedAt, _clock.GetUtcNow()));
        });
        return ((await _worker.ClaimAsync(Lane.Vault)).Single(), call.Id);
    }

    private Task<List<Recording>> RecordingsAsync() =>
        _worker.QueryAsync(_organization, db => db.Recordings.AsNoTracking().OrderBy(row => row.CallId).ToListAsync(Cancellation));

    private string PathOf(string key) => Path.Combine(_installation.VaultDirectory, key);

    private void Age(string key) => File.SetLastWriteTimeUtc(PathOf(key), _clock.GetUtcNow().AddHours(-2).UtcDateTime);

    private string[] Files() => Directory.GetFiles(_installation.VaultDirectory, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(_installation.VaultDirectory, path).Replace(Path.DirectorySeparatorChar, '/')).ToArray();

    /// <summary>Does something once the bytes are stored and before the worker goes on.</summary>
    private sealed class RemovingVault(IRecordingVault vault, Func<Task> then) : IRecordingVault
    {
        public async Task<Result<StoredRecording>> StoreAsync(OrganizationId organizationId, Stream content, CancellationToken cancellationToken)
        {
            var stored = await vault.StoreAsync(organizationId, content, cancellationToken);
            await then();
            return stored;
        }

        public Task<Result<StoredRecording>> StoreCopyAsync(
            OrganizationId organizationId, string storageKey, Stream content, CancellationToken cancellationToken) =>
            vault.StoreCopyAsync(organizationId, storageKey, content, cancellationToken);

        public Task DeleteAsync(OrganizationId organizationId, string storageKey, CancellationToken cancellationToken) =>
            vault.DeleteAsync(organizationId, storageKey, cancellationToken);

        public Task<bool> ExistsAsync(OrganizationId organizationId, string storageKey, CancellationToken cancellationToken) =>
            vault.ExistsAsync(organizationId, storageKey, cancellationToken);

        public Task<Result<Stream>> OpenAsync(OrganizationId organizationId, string storageKey, CancellationToken cancellationToken) =>
            vault.OpenAsync(organizationId, storageKey, cancellationToken);

        public IAsyncEnumerable<VaultObject> ListAsync(OrganizationId organizationId, CancellationToken cancellationToken) =>
            vault.ListAsync(organizationId, cancellationToken);

        public Task<Result<T>> WithLocalFileAsync<T>(
            OrganizationId organizationId,
            string storageKey,
            Func<string, CancellationToken, Task<Result<T>>> action,
            CancellationToken cancellationToken) => vault.WithLocalFileAsync(organizationId, storageKey, action, cancellationToken);
    }
}
