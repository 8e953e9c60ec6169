using CallScript.Application.Integrations.Ringba;
using CallScript.Application.Pipeline;
using CallScript.Domain.Calls;
using CallScript.Domain.Pipeline;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Infrastructure.Tests.Ingest;

/// <summary>Every call once, with the newest that its source says of it, and a note of what was said before.</summary>
public sealed class IngestCallsTests : IAsyncLifetime
{
    private RingbaWorld _world = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _world = await RingbaWorld.CreateAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Ingest_OfThousands_TakesEachOnceWithItsMoneyAndQueuesIt()
    {
        for (var i = 0; i < 2_500; i++)
        {
            Report($"RGB{i}", revenue: 10m + (i / 100m));
        }

        await IngestAsync();
        await IngestAsync();

        var calls = await _world.Worker.QueryAsync(_world.Organization, db => db.Calls.AsNoTracking().ToListAsync(Cancellation));
        calls.Count.ShouldBe(2_500);
        calls.Sum(call => call.Revenue!.Value).ShouldBe(Enumerable.Range(0, 2_500).Sum(i => 10m + (i / 100m)));
        calls.ShouldAllBe(call => call.CallerHash != null && call.SealedCallerNumber != null && call.UpdatedAt == call.CreatedAt);
        (await WaitingForVaultAsync()).ShouldBe(2_500);
        (await RevisionsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Ingest_WhenMoneyIsAdjustedLater_KeepsWhatItWasBefore()
    {
        Report("RGB1", revenue: 40m);
        Report("RGB2", revenue: 40m);
        await IngestAsync();

        Report("RGB1", revenue: 0m);
        await IngestAsync();

        var revision = (await RevisionsAsync()).ShouldHaveSingleItem();
        (revision.RevenueBefore, revision.RevenueAfter).ShouldBe((40m, 0m));
        (revision.DurationSecondsBefore, revision.DurationSecondsAfter).ShouldBe((90, 90));
        var call = await _world.Worker.QueryAsync(_world.Organization, db => db.Calls.SingleAsync(row => row.Id == revision.CallId, Cancellation));
        (call.SourceCallId, call.Revenue).ShouldBe(("RGB1", 0m));
        (await WaitingForVaultAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task Ingest_OfACallThatWasLive_CompletesItAndQueuesItOnce()
    {
        Report("RGB1", revenue: null, live: true);
        await IngestAsync();
        (await WaitingForVaultAsync()).ShouldBe(0);

        Report("RGB1", revenue: 25m);
        await IngestAsync();
        await IngestAsync();

        var call = await _world.Worker.QueryAsync(_world.Organization, db => db.Calls.SingleAsync(Cancellation));
        (call.IsLive, call.DurationSeconds, call.Revenue, call.Status).ShouldBe((false, 90, 25m, CallStatus.Pending));
        (await WaitingForVaultAsync()).ShouldBe(1);
        (await RevisionsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Ingest_WhenMoneyIsTakenBack_TakesItBackToo()
    {
        Report("RGB1", revenue: 40m);
        await IngestAsync();

        Report("RGB1", revenue: null);
        await IngestAsync();

        (await _world.CallAsync("RGB1")).Revenue.ShouldBe(0m);
        (await RevisionsAsync()).ShouldHaveSingleItem().RevenueBefore.ShouldBe(40m);
    }

    [Fact]
    public async Task Ingest_OfACallThatCameWithoutItsCampaign_LetsItJoinLater()
    {
        Report("RGB1", revenue: 40m);
        var whole = _world.Ringba.Calls.Find("RGB1")!;
        _world.Ringba.Calls.Add(whole with { Fields = whole.Fields.Where(field => field.Key != "campaignId").ToDictionary() });
        await IngestAsync();
        (await _world.CallAsync("RGB1")).CampaignId.ShouldBeNull();

        _world.Ringba.Calls.Add(whole);
        await IngestAsync();

        var call = await _world.CallAsync("RGB1");
        (call.CampaignName, call.Vertical).ShouldBe(("Medicare", Domain.Campaigns.Vertical.Medicare));
    }

    [Fact]
    public async Task Ingest_OfACallGivenUpForWantOfARecording_QueuesItOnceItHasALink()
    {
        Report("RGB1", revenue: 40m);
        var whole = _world.Ringba.Calls.Find("RGB1")!;
        _world.Ringba.Calls.Add(whole with { Recording = null });
        await IngestAsync();
        await _world.Worker.SaveAsync(_world.Organization, db =>
        {
            db.Calls.Single().Skip(SkipReason.NoRecording, _world.Now).IsSuccess.ShouldBeTrue();
            db.WorkItems.RemoveRange(db.WorkItems.Where(item => item.Lane == Lane.Vault));
        });
        Report("RGB1", revenue: 41m);
        _world.Ringba.Calls.Change("RGB1", call => call with { Recording = null });
        await IngestAsync();
        (await WaitingForVaultAsync()).ShouldBe(0);

        _world.Ringba.Calls.Change("RGB1", call => call with { Recording = whole.Recording });
        await IngestAsync();

        (await _world.CallAsync("RGB1")).Status.ShouldBe(CallStatus.Pending);
        (await WaitingForVaultAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Ingest_OfTheSameCallsByTwoAtOnce_TakesEachOnce()
    {
        for (var i = 0; i < 500; i++)
        {
            Report($"RGB{i}", revenue: 1m);
        }

        var lease = await ClaimAsync();
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            try
            {
                await _world.Worker.WorkAsync(_world.Organization, new IngestCalls(lease, TimeSpan.Zero));
            }
            catch (DbUpdateConcurrencyException)
            {
                // All but one lose the lease at the end, after they took the calls.
                return;
            }
        }));

        (await _world.Worker.QueryAsync(_world.Organization, db => db.Calls.CountAsync(Cancellation))).ShouldBe(500);
        (await WaitingForVaultAsync()).ShouldBe(500);
    }

    private void Report(string id, decimal? revenue, bool live = false) =>
        _world.Report(id, _world.Now.AddMinutes(-10), revenue, live, callerNumber: $"+1312555{id[3..].PadLeft(4, '0')}");

    private async Task<WorkLease> ClaimAsync() => (await _world.Worker.ClaimAsync(Lane.Ingest)).ShouldHaveSingleItem();

    private async Task IngestAsync() => (await _world.IngestAsync()).ShouldBeOfType<LaneOutcome.Done>();

    private Task<int> WaitingForVaultAsync() =>
        _world.Worker.QueryAsync(_world.Organization, db => db.WorkItems.CountAsync(item => item.Lane == Lane.Vault, Cancellation));

    private Task<List<CallRevision>> RevisionsAsync() =>
        _world.Worker.QueryAsync(_world.Organization, db => db.CallRevisions.AsNoTracking().ToListAsync(Cancellation));
}
