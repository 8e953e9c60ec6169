using System.Text.Json.Nodes;
using CallScript.Application.Integrations.Reconciliations;
using CallScript.Application.Integrations.Ringba;
using CallScript.Application.Pipeline;
using CallScript.Domain.Calls;
using CallScript.Domain.Integrations;
using CallScript.Domain.Pipeline;
using CallScript.Domain.Privacy;
using CallScript.Infrastructure.Tests.Privacy;
using CallScript.RingbaSimulator;
using CallScript.TestKit;
using CallScript.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Infrastructure.Tests.Ingest;

/// <summary>An organization with a simulated account, and workers whose every step a test takes itself.</summary>
internal sealed class RingbaWorld : IAsyncDisposable
{
    private readonly IReadOnlyDictionary<string, string?>? _settings;

    private RingbaWorld(IReadOnlyDictionary<string, string?>? settings) => _settings = settings;

    public ManualClock Clock { get; } = new();

    public TestInstallation Installation { get; private set; } = null!;

    public RingbaSimulatorServer Ringba { get; private set; } = null!;

    public WorkerHost Worker { get; private set; } = null!;

    public TestOrganization Organization { get; private set; } = null!;

    public DateTimeOffset Now => Clock.GetUtcNow();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RingbaWorld> CreateAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        var world = new RingbaWorld(settings);
        world.Installation = await TestInstallation.CreateAsync(world.Clock, cancellationToken: Cancellation);
        world.Ringba = await RingbaSimulatorServer.StartAsync(cancellationToken: Cancellation);
        world.Worker = new WorkerHost(world.Installation, world.Clock, world.Ringba.Address, world._settings);
        world.Organization = await world.Installation.AddOrganizationAsync(Cancellation);
        await world.ConnectAsync(world.Organization);
        return world;
    }

    public async Task ConnectAsync(TestOrganization organization, string? token = null) =>
        (await Installation.SendAsync(
            organization,
            new ConnectRingba(Ringba.ApiAddress, Ringba.AccountId, token ?? Ringba.Token, Now.AddHours(-1)),
            Cancellation)).IsSuccess.ShouldBeTrue();

    /// <summary>What Ringba says of a call from now on.</summary>
    public void Report(string id, DateTimeOffset at, decimal? revenue = 10m, bool live = false, string? callerNumber = null, string campaign = "CA1")
    {
        var call = new SimulatedCall
        {
            InboundCallId = id,
            StartedAt = at,
            Duration = live ? TimeSpan.Zero : TimeSpan.FromSeconds(90),
            Recording = SimulatedRecording.OfBytes([1, 2, 3]),
            Fields = new Dictionary<string, JsonNode?>
            {
                ["conversionAmount"] = revenue,
                ["payoutAmount"] = revenue / 2,
                ["connectedCallLengthInSeconds"] = live ? null : 75,
                ["isLive"] = live,
                ["inboundPhoneNumber"] = callerNumber,
                ["campaignId"] = campaign,
                ["campaignName"] = "Medicare",
            },
        };
        if (Ringba.Calls.Change(id, known => call with { RecordingKey = known.RecordingKey }) is null)
        {
            Ringba.Calls.Add(call);
        }
    }

    public async Task<LaneOutcome?> IngestAsync(IReadOnlyList<Reread>? plan = null, TestOrganization? organization = null)
    {
        organization ??= Organization;
        var lease = (await Worker.ClaimAsync(Lane.Ingest)).SingleOrDefault(item => item.OrganizationId == organization.Id);
        return lease is null
            ? null
            : await Worker.WorkAsync(organization, new IngestCalls(lease, TimeSpan.Zero) { Rereads = plan ?? RereadPlan.Default });
    }

    /// <summary>Works on one window of whatever span is due.</summary>
    /// <returns>False when none is.</returns>
    public async Task<bool> StepAsync()
    {
        var leases = await Worker.ClaimAsync(Lane.Backfill);
        foreach (var lease in leases)
        {
            await Worker.WorkAsync(Organization, new ReadCallLog(lease, TimeSpan.Zero));
        }

        return leases.Count > 0;
    }

    /// <summary>Compares the days that are due.</summary>
    public async Task ReconcileAsync()
    {
        var lease = (await Worker.ClaimAsync(Lane.Reconcile)).Single(item => item.OrganizationId == Organization.Id);
        (await Worker.WorkAsync(Organization, new ReconcileDays(lease, TimeSpan.Zero))).ShouldBeOfType<LaneOutcome.Done>();
    }

    /// <summary>Removes a call for good, as retention does.</summary>
    public Task RemoveAsync(string id) => Worker.QueryAsync(Organization, async db =>
    {
        var call = await db.Calls.SingleAsync(row => row.SourceCallId == id, Cancellation);
        db.Removals.Add(Removal.Create(call, new RemovalId(Guid.CreateVersion7()), RemovedPart.Call, erasureId: null, 1, Now));
        db.Calls.Remove(call);
        return await db.SaveChangesAsync(Cancellation);
    });

    public async Task<CallLogRead> StartAsync(
        DateTimeOffset from, DateTimeOffset to, bool oldestFirst = false, bool isDryRun = false)
    {
        var read = CallLogRead.Create(
            await ConnectionAsync(), new CallLogReadId(Guid.CreateVersion7()), CallLogReadKind.Backfill, from, to, oldestFirst, isDryRun, null, Now);
        await Worker.SaveAsync(Organization, db =>
        {
            db.CallLogReads.Add(read);
            db.WorkItems.Add(WorkItem.Create(
                Organization.Id, new WorkItemId(Guid.CreateVersion7()), Lane.Backfill, read.Id.Value, to, Now));
        });
        return read;
    }

    public async Task ChangeAsync(CallLogRead read, Action<CallLogRead> change)
    {
        await using var scope = Worker.Scope(Organization);
        var db = (Infrastructure.Persistence.AppDbContext)scope.ServiceProvider.GetService(typeof(Infrastructure.Persistence.AppDbContext))!;
        change(await db.CallLogReads.SingleAsync(row => row.Id == read.Id, Cancellation));
        await db.SaveChangesAsync(Cancellation);
    }

    public Task<CallLogRead> ReadAsync(CallLogRead read) =>
        Worker.QueryAsync(Organization, db => db.CallLogReads.AsNoTracking().SingleAsync(row => row.Id == read.Id, Cancellation));

    public Task<List<CallLogRead>> ReadsAsync() =>
        Worker.QueryAsync(Organization, db => db.CallLogReads.AsNoTracking().OrderBy(row => row.RequestedAt).ToListAsync(Cancellation));

    public Task<RingbaConnection> ConnectionAsync() =>
        Worker.QueryAsync(Organization, db => db.RingbaConnections.AsNoTracking().SingleAsync(Cancellation));

    public Task<Call> CallAsync(string id) =>
        Worker.QueryAsync(Organization, db => db.Calls.AsNoTracking().SingleAsync(call => call.SourceCallId == id, Cancellation));

    public Task<List<string>> CallIdsAsync() => Worker.QueryAsync(
        Organization, db => db.Calls.AsNoTracking().OrderBy(call => call.StartedAt).Select(call => call.SourceCallId).ToListAsync(Cancellation));

    public async ValueTask DisposeAsync()
    {
        await Worker.DisposeAsync();
        await Ringba.DisposeAsync();
        await Installation.DisposeAsync();
    }
}
