using System.Text;
using System.Text.Json;
using CallScript.Application.Integrations.Ringba;
using CallScript.Application.Pipeline;
using CallScript.Application.Privacy;
using CallScript.Application.Recordings;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Pipeline;
using CallScript.Domain.Privacy;
using CallScript.Domain.Recordings;
using CallScript.Domain.Review;
using CallScript.RingbaSimulator;
using CallScript.TestKit;
using CallScript.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Infrastructure.Tests.Privacy;

/// <summary>Removing one caller for good: completely, only once, whatever happens in between, and with proof.</summary>
public sealed class ErasureTests : IAsyncLifetime
{
    private const string Number = "+13125550123";
    private const string Other = "+13125550199";
    private readonly ManualClock _clock = new(CallBuilder.Noon.AddDays(1));
    private readonly Dictionary<CallId, string> _keys = [];
    private TestInstallation _installation = null!;
    private RingbaSimulatorServer _ringba = null!;
    private WorkerHost _worker = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _installation = await TestInstallation.CreateAsync(_clock, cancellationToken: Cancellation);
        _ringba = await RingbaSimulatorServer.StartAsync(cancellationToken: Cancellation);
        _worker = new WorkerHost(_installation, _clock, _ringba.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _ringba.DisposeAsync();
        await _installation.DisposeAsync();
    }

    [Fact]
    public async Task Erase_OfOneCaller_RemovesWhatTellsOfThemAndNothingElse()
    {
        var organization = await _installation.AddOrganizationAsync(Cancellation);
        var (first, second) = (await SeedAsync(organization, Number, "RGB1"), await SeedAsync(organization, Number, "RGB2"));
        var bystander = await SeedAsync(organization, Other, "RGB3");

        var preview = await PreviewAsync(organization, deletesCalls: false);
        preview.Found.ShouldBe(new ErasureCounts(2, 2, 2, 2, 2));
        FilesOf(first).ShouldBe(1);
        await EraseAsync(organization, preview);

        foreach (var id in (CallId[])[first, second])
        {
            FilesOf(id).ShouldBe(0);
            var call = await _worker.QueryAsync(organization, db => db.Calls.SingleAsync(row => row.Id == id, Cancellation));
            (call.CallerHash, call.SealedCallerNumber, call.RecordingAddress).ShouldBe((null, null, null));
            (call.Revenue, call.Status, call.ReviewState).ShouldBe((42.5m, CallStatus.Flagged, ReviewState.None));
        }

        var words = await _worker.QueryAsync(organization, async db => (
            Transcripts: await db.Transcripts.Select(row => row.CallId).ToListAsync(Cancellation),
            Quotes: await db.Flags.Where(row => row.Quote != null).Select(row => row.CallId).ToListAsync(Cancellation),
            Notes: await db.ReviewDecisions.Where(row => row.Note != null).Select(row => row.CallId).ToListAsync(Cancellation)));
        words.Transcripts.ShouldBe([bystander]);
        words.Quotes.ShouldBe([bystander]);
        words.Notes.ShouldBe([bystander]);
        FilesOf(bystander).ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Erase_KilledAtAnyStatement_EndsTheSameWithEverythingRecordedOnce(bool deletesCalls)
    {
        var organization = await _installation.AddOrganizationAsync(Cancellation);
        for (var statement = 1; ; statement++)
        {
            // Another caller each time.
            var number = (3_125_551_000 + statement).ToString(System.Globalization.CultureInfo.InvariantCulture);
            var calls = new[]
            {
                await SeedAsync(organization, number, $"RGB-a{statement}"), await SeedAsync(organization, number, $"RGB-b{statement}"),
            };
            var erasure = await PreviewAsync(organization, deletesCalls, number);
            var lease = await ConfirmAsync(organization, erasure);

            _worker.Breaker.BreakAt(statement);
            var finished = true;
            try
            {
                await _worker.WorkAsync(organization, new EraseCaller(lease));
            }
            catch (Exception failure) when (failure.GetBaseException() is BrokenConnectionException)
            {
                finished = false;
            }

            _worker.Breaker.Heal();
            if (!finished)
            {
                await _worker.WorkAsync(organization, new EraseCaller(lease));
            }

            var removals = await _worker.QueryAsync(organization, db => db.Removals.AsNoTracking()
                .Where(row => row.ErasureId == new ErasureId(erasure.Id)).ToListAsync(Cancellation));
            removals.Select(row => (row.CallId, row.Part)).ShouldBeUnique($"statement {statement}");
            removals.Where(row => row.Part == RemovedPart.Recording).Select(row => row.CallId).ShouldBe(calls, ignoreOrder: true);
            calls.Sum(FilesOf).ShouldBe(0);
            (await _worker.QueryAsync(organization, db => db.Calls.CountAsync(call => calls.Contains(call.Id), Cancellation)))
                .ShouldBe(deletesCalls ? 0 : 2);
            (await _worker.QueryAsync(organization, db => db.WorkItems.CountAsync(Cancellation))).ShouldBe(0);
            (await CertificateAsync(organization, erasure.Id)).GetProperty("calls").GetArrayLength().ShouldBe(2);
            if (finished)
            {
                statement.ShouldBeGreaterThan(15);
                return;
            }
        }
    }

    [Fact]
    public async Task Certificate_OfAnErasure_NamesTheAudioByHashAndShowsAnyChange()
    {
        var organization = await _installation.AddOrganizationAsync(Cancellation);
        await SeedAsync(organization, Number, "RGB1");
        var sha256 = await _worker.QueryAsync(organization, db => db.Recordings.Select(row => row.Sha256).SingleAsync(Cancellation));
        var erasure = await PreviewAsync(organization, deletesCalls: true);
        (await _installation.SendAsync(organization, new GetErasureCertificate(erasure.Id), Cancellation)).Error.ShouldBe(PrivacyErrors.ErasureNotDone);
        await EraseAsync(organization, erasure);

        var certificate = (await _installation.SendAsync(organization, new GetErasureCertificate(erasure.Id), Cancellation)).Value;

        certificate.Document.ShouldContain(sha256);
        certificate.Document.ShouldNotContain("3125550123");
        (await VerifyAsync(organization, certificate.Document, certificate.Signature)).ShouldBeTrue();
        (await VerifyAsync(organization, certificate.Document.Replace("RGB1", "RGB2", StringComparison.Ordinal), certificate.Signature)).ShouldBeFalse();
        (await VerifyAsync(organization, certificate.Document, new string('0', 64))).ShouldBeFalse();
        var stranger = await _installation.AddOrganizationAsync(Cancellation);
        (await VerifyAsync(stranger, certificate.Document, certificate.Signature)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Erasure_WhenRingbaIsReadAgain_StaysErased(bool deletesCalls)
    {
        var organization = await _installation.AddOrganizationAsync(Cancellation);
        foreach (var (id, number) in (ValueTuple<string, string>[])[("RGB-a", Number), ("RGB-b", Other)])
        {
            _ringba.Calls.Add(Simulated(id, number, _clock.GetUtcNow().AddHours(-2)));
        }

        await ConnectAsync(organization, _ringba.Token);
        await IngestAsync(organization);
        await EraseAsync(organization, await PreviewAsync(organization, deletesCalls));

        // A call of before the erasure that Ringba shows only now, and one that the caller makes afterwards.
        _ringba.Calls.Add(Simulated("RGB-late", Number, _clock.GetUtcNow().AddHours(-1)));
        _clock.Advance(TimeSpan.FromMinutes(10));
        _ringba.Calls.Add(Simulated("RGB-new", Number, _clock.GetUtcNow().AddMinutes(-5)));
        await _worker.SaveAsync(organization, db => db.Database.ExecuteSql($"update ringba_connections set cursor = {_clock.GetUtcNow().AddHours(-6)}"));
        await IngestAsync(organization);

        var calls = await _worker.QueryAsync(organization, db => db.Calls.AsNoTracking().ToDictionaryAsync(row => row.SourceCallId, Cancellation));
        calls.Keys.ShouldBe(deletesCalls ? ["RGB-b", "RGB-new"] : ["RGB-a", "RGB-b", "RGB-late", "RGB-new"], ignoreOrder: true);
        foreach (var erased in calls.Values.Where(call => call.SourceCallId is "RGB-a" or "RGB-late"))
        {
            (erased.CallerHash, erased.SealedCallerNumber, erased.RecordingAddress).ShouldBe((null, null, null));
            (erased.Status, erased.SkipReason).ShouldBe((CallStatus.Skipped, SkipReason.ContentRemoved));
        }

        calls["RGB-new"].CallerHash.ShouldNotBeNull();
    }

    [Fact]
    public async Task Erasure_UnderALegalHold_IsRefusedUntilItIsLifted()
    {
        var organization = await _installation.AddOrganizationAsync(Cancellation);
        var call = await SeedAsync(organization, Number, "RGB1");
        var erasure = await PreviewAsync(organization, deletesCalls: true);
        PlaceLegalHold[] holds =
        [
            new(HoldScope.Call, call.Value, null, "Lawsuit"),
            new(HoldScope.Caller, null, "312-555-0123", "Lawsuit"),
            new(HoldScope.Organization, null, null, "Lawsuit"),
        ];

        foreach (var request in holds)
        {
            var hold = await _installation.SendAsync(organization, request, Cancellation);
            (await _installation.SendAsync(organization, new ConfirmErasure(erasure.Id), Cancellation)).Error!.Code.ShouldBe("legal_hold");
            (await _installation.SendAsync(organization, new LiftLegalHold(hold.Value.Id), Cancellation)).IsSuccess.ShouldBeTrue();
            (await _installation.SendAsync(organization, new LiftLegalHold(hold.Value.Id), Cancellation)).Error.ShouldBe(PrivacyErrors.HoldLiftedAlready);
        }

        // Placed between the confirmation and the work: the work stops, and can be confirmed again.
        var lease = await ConfirmAsync(organization, erasure);
        var late = await _installation.SendAsync(organization, holds[0], Cancellation);
        await _worker.WorkAsync(organization, new EraseCaller(lease));
        FilesOf(call).ShouldBe(1);
        (await StateAsync(organization)).ShouldBe(ErasureState.Held);
        await _installation.SendAsync(organization, new LiftLegalHold(late.Value.Id), Cancellation);
        await EraseAsync(organization, erasure);
        (await StateAsync(organization)).ShouldBe(ErasureState.Done);
    }

    [Fact]
    public async Task Import_OfACallFromBeforeTheErasure_IsRefused()
    {
        var organization = await _installation.AddOrganizationAsync(Cancellation);
        await EraseAsync(organization, await PreviewAsync(organization, deletesCalls: false));

        var imported = await _installation.SendAsync(
            organization,
            new ImportRecording(new MemoryStream(Wav(1)), "a.wav", null, null, null, _clock.GetUtcNow().AddDays(-1), "312 555 0123"), Cancellation);

        imported.Error.ShouldBe(PrivacyErrors.CallerErased);
    }

    [Fact]
    public async Task Retention_OfEachPart_RemovesWhatIsOlderAndNotHeldAndRecordsIt()
    {
        var organization = await _installation.AddOrganizationAsync(Cancellation);
        var bystander = await _installation.AddOrganizationAsync(Cancellation);
        await SeedAsync(bystander, Number, "RGB0");
        var old = await SeedAsync(organization, Number, "RGB1");
        var held = await SeedAsync(organization, Number, "RGB2");
        await _installation.SendAsync(organization, new PlaceLegalHold(HoldScope.Call, held.Value, null, "Lawsuit"), Cancellation);
        await _installation.SendAsync(organization, new SetRetention(2, 4, 6), Cancellation);

        (await EnforceAsync(organization)).ShouldBe((0, 0, 0));
        _clock.Advance(TimeSpan.FromDays(2));
        (await EnforceAsync(organization)).ShouldBe((1, 0, 0));
        (FilesOf(old), FilesOf(held)).ShouldBe((0, 1));
        _clock.Advance(TimeSpan.FromDays(2));
        (await EnforceAsync(organization)).ShouldBe((0, 1, 0));
        (await EnforceAsync(organization)).ShouldBe((0, 0, 0));
        _clock.Advance(TimeSpan.FromDays(2));
        (await EnforceAsync(organization)).ShouldBe((0, 0, 1));
        await EnforceAsync(bystander);

        (await _worker.QueryAsync(organization, db => db.Calls.Select(call => call.Id).ToListAsync(Cancellation))).ShouldBe([held]);
        var removals = await _worker.QueryAsync(organization, db => db.Removals.OrderBy(row => row.RemovedAt).ToListAsync(Cancellation));
        removals.ShouldAllBe(row => row.CallId == old && row.Cause == RemovalCause.Retention);
        removals.Select(row => row.Part).ShouldBe(
            [RemovedPart.Recording, RemovedPart.Transcript, RemovedPart.Evidence, RemovedPart.Call], ignoreOrder: true);
        removals.Single(row => row.Part == RemovedPart.Recording).Sha256!.Length.ShouldBe(64);
        (await _worker.QueryAsync(bystander, db => db.Recordings.CountAsync(Cancellation))).ShouldBe(1);
    }

    [Fact]
    public async Task Retention_KilledAfterTheFileIsGone_IsFinishedByTheNextRun()
    {
        var organization = await _installation.AddOrganizationAsync(Cancellation);
        var call = await SeedAsync(organization, Number, "RGB1");
        await _installation.SendAsync(organization, new SetRetention(1, null, null), Cancellation);
        _clock.Advance(TimeSpan.FromDays(1));
        for (var statement = 1; FilesOf(call) > 0; statement++)
        {
            _worker.Breaker.BreakAt(statement);
            (await Should.ThrowAsync<Exception>(() => EnforceAsync(organization))).GetBaseException().ShouldBeOfType<BrokenConnectionException>();
        }

        _worker.Breaker.Heal();
        (await _worker.QueryAsync(organization, db => db.Recordings.CountAsync(Cancellation))).ShouldBe(1);

        (await EnforceAsync(organization)).ShouldBe((1, 0, 0));

        (await _worker.QueryAsync(organization, db => db.Recordings.CountAsync(Cancellation))).ShouldBe(0);
    }

    private static SimulatedCall Simulated(string id, string number, DateTimeOffset startedAt) => new()
    {
        InboundCallId = id,
        StartedAt = startedAt,
        Duration = TimeSpan.FromSeconds(90),
        Recording = SimulatedRecording.OfBytes([1]),
        Fields = new Dictionary<string, System.Text.Json.Nodes.JsonNode?> { ["inboundPhoneNumber"] = number },
    };

    private async Task<ErasureDetail> PreviewAsync(
        TestOrganization organization, bool deletesCalls, string number = "(312) 555-0123") =>
        (await _installation.SendAsync(organization, new PreviewErasure(number, deletesCalls), Cancellation)).Value;

    private async Task<WorkLease> ConfirmAsync(TestOrganization organization, ErasureDetail erasure)
    {
        (await _installation.SendAsync(organization, new ConfirmErasure(erasure.Id), Cancellation)).IsSuccess.ShouldBeTrue();
        return (await _worker.ClaimAsync(Lane.Privacy)).Single(lease => lease.OrganizationId == organization.Id);
    }

    private async Task EraseAsync(TestOrganization organization, ErasureDetail erasure) =>
        (await _worker.WorkAsync(organization, new EraseCaller(await ConfirmAsync(organization, erasure)))).ShouldBeOfType<LaneOutcome.Done>();

    private async Task<(int Recordings, int Transcripts, int Calls)> EnforceAsync(TestOrganization organization)
    {
        var report = await _worker.SendAsync(organization, new EnforceRetention(100));
        return (report.Value.Recordings, report.Value.Transcripts, report.Value.Calls);
    }

    private Task<ErasureState> StateAsync(TestOrganization organization) =>
        _worker.QueryAsync(organization, db => db.Erasures.Select(row => row.State).SingleAsync(Cancellation));

    private async Task<JsonElement> CertificateAsync(TestOrganization organization, Guid erasureId) => JsonDocument.Parse(
        (await _installation.SendAsync(organization, new GetErasureCertificate(erasureId), Cancellation)).Value.Document).RootElement;

    private async Task<bool> VerifyAsync(TestOrganization organization, string document, string signature) =>
        (await _installation.SendAsync(organization, new VerifyErasureCertificate(document, signature), Cancellation)).Value.IsValid;

    private async Task ConnectAsync(TestOrganization organization, string token) =>
        await _installation.SendAsync(
            organization, new ConnectRingba(_ringba.ApiAddress, _ringba.AccountId, token, _clock.GetUtcNow().AddDays(-1)), Cancellation);

    private async Task IngestAsync(TestOrganization organization)
    {
        var lease = (await _worker.ClaimAsync(Lane.Ingest)).Single();
        (await _worker.WorkAsync(organization, new IngestCalls(lease, TimeSpan.Zero))).ShouldBeOfType<LaneOutcome.Done>();
    }

    /// <summary>A flagged call with a recording in the vault, a transcript, a quote and a reviewer's note.</summary>
    private async Task<CallId> SeedAsync(TestOrganization organization, string number, string sourceCallId)
    {
        var keys = await _installation.CallerKeysAsync(organization, Cancellation);
        var id = _clock.NewId<CallId>();
        var stored = await StoreAsync(organization, id);
        await using var scope = _installation.Scope(organization);
        await using var db = _installation.Database.OwnerContext(
            scope.ServiceProvider.GetRequiredService<Application.Common.Tenancy.ScopeIdentity>());
        var call = CallBuilder.Pending(organization.Id, CallBuilder.Report(sourceCallId, caller: keys.Protect(id.Value, number)), id: id);
        db.Calls.Add(call);
        db.Recordings.Add(Recording.Create(organization.Id, id, stored, CallBuilder.Noon));
        CallBuilder.AddVerdict(db, call);
        db.ReviewDecisions.Add(ReviewDecision.Create(
            organization.Id, _clock.NewId<ReviewDecisionId>(), id, organization.UserId, apiKeyId: null, ReviewVerdict.Confirmed,
            "He said his name.", CallBuilder.Noon));
        await db.SaveChangesAsync(Cancellation);
        return id;
    }

    private async Task<StoredRecording> StoreAsync(TestOrganization organization, CallId id)
    {
        var stored = await _worker.Services.GetRequiredService<IRecordingVault>()
            .StoreAsync(organization.Id, new MemoryStream(Wav(id.GetHashCode())), Cancellation);
        _keys[id] = stored.Value.StorageKey;
        return stored.Value;
    }

    private int FilesOf(CallId id) => File.Exists(Path.Combine(_installation.VaultDirectory, _keys[id])) ? 1 : 0;

    private static byte[] Wav(int seed)
    {
        var samples = new byte[1_600];
        new Random(seed).NextBytes(samples);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Encoding.ASCII.GetBytes("RIFF"));
        writer.Write(36 + samples.Length);
        writer.Write(Encoding.ASCII.GetBytes("WAVEfmt "));
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(8_000);
        writer.Write(16_000);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write(Encoding.ASCII.GetBytes("data"));
        writer.Write(samples.Length);
        writer.Write(samples);
        return stream.ToArray();
    }
}
