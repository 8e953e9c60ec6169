using CallScript.Application.Pipeline;
using CallScript.Domain.Calls;
using CallScript.Domain.Integrations;
using CallScript.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Infrastructure.Tests.Ingest;

/// <summary>What Ringba says later is noticed later, by reads that come round by themselves.</summary>
public sealed class RereadTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reread_OfMoneyAdjustedTwoDaysLater_LeavesARevision()
    {
        await using var world = await RingbaWorld.CreateAsync();
        world.Report("RGB1", world.Now.AddMinutes(-10), revenue: 40m);
        await world.IngestAsync();
        await PassAsync(world, TimeSpan.FromHours(47));

        world.Report("RGB1", world.Now.AddMinutes(-10).AddHours(-47), revenue: 0m);
        await PassAsync(world, TimeSpan.FromHours(26));

        var revision = await world.Worker.QueryAsync(world.Organization, db => db.CallRevisions.SingleAsync(Cancellation));
        (revision.RevenueBefore, revision.RevenueAfter).ShouldBe((40m, 0m));
    }

    [Fact]
    public async Task Reread_OfARowFiveHoursLate_TakesItIn()
    {
        await using var world = await RingbaWorld.CreateAsync();
        await world.IngestAsync();
        var at = world.Now;
        await PassAsync(world, TimeSpan.FromHours(5));

        world.Report("LATE", at);
        await PassAsync(world, TimeSpan.FromHours(1));

        (await world.CallIdsAsync()).ShouldBe(["LATE"]);
    }

    [Fact]
    public async Task Reread_OfACallThatWasLiveForLong_CompletesIt()
    {
        await using var world = await RingbaWorld.CreateAsync();
        var at = world.Now.AddMinutes(-10);
        world.Report("RGB1", at, revenue: null, live: true);
        await world.IngestAsync();

        // Past the time for which ingest waits for a live call.
        await PassAsync(world, TimeSpan.FromHours(30));
        world.Report("RGB1", at, revenue: 25m);
        await PassAsync(world, TimeSpan.FromHours(26));

        var call = await world.CallAsync("RGB1");
        (call.IsLive, call.Revenue, call.Status).ShouldBe((false, 25m, CallStatus.Pending));
    }

    [Fact]
    public async Task Reread_OfAJudgedCall_LeavesItsVerdict()
    {
        await using var world = await RingbaWorld.CreateAsync();
        Call judged;
        await using (var db = world.Installation.OwnerContext(world.Organization))
        {
            judged = CallBuilder.AddFlagged(db, world.Organization.Id);
            await db.SaveChangesAsync(Cancellation);
        }

        await world.Worker.QueryAsync(world.Organization, db => db.Database.ExecuteSqlAsync(
            $"update calls set started_at = {world.Now.AddMinutes(-10)}", Cancellation));
        var before = await VerdictsAsync(world);
        await world.IngestAsync();
        world.Report(judged.SourceCallId, world.Now.AddMinutes(-10), revenue: 77m);

        await PassAsync(world, TimeSpan.FromHours(2));

        var call = await world.CallAsync(judged.SourceCallId);
        (call.Status, call.Revenue).ShouldBe((CallStatus.Flagged, 77m));
        (await VerdictsAsync(world)).ShouldBe(before);
    }

    [Fact]
    public async Task Rereads_WhileOneIsUnderWay_DoNotPileUp()
    {
        await using var world = await RingbaWorld.CreateAsync();
        await world.IngestAsync();
        for (var hour = 0; hour < 5; hour++)
        {
            world.Clock.Advance(Hour);
            await world.IngestAsync();
        }

        (await world.ReadsAsync()).Count(read => !read.IsOver).ShouldBe(1);
    }

    [Fact]
    public async Task Rereads_OfAYoungConnection_DoNotReachBehindItsFirstRead_UnlessItWasBackfilled()
    {
        await using var world = await RingbaWorld.CreateAsync();
        var readFrom = (await world.ConnectionAsync()).ReadFrom;
        await world.IngestAsync();
        await PassAsync(world, TimeSpan.FromHours(1));
        (await world.ReadsAsync()).ShouldHaveSingleItem().From.ShouldBe(readFrom!.Value);

        await world.StartAsync(world.Now.AddDays(-10), world.Now);
        await StepsAsync(world);
        await PassAsync(world, TimeSpan.FromHours(1));

        (await world.ReadsAsync())[^1].From.ShouldBe(world.Now.AddHours(-6));
    }

    [Fact]
    public async Task Ingest_AfterALongAbsence_TakesTheNewestFirstAndCatchesUpBackwards()
    {
        await using var world = await RingbaWorld.CreateAsync();
        await world.IngestAsync();
        var cursor = (await world.ConnectionAsync()).Cursor;
        world.Report("OLD", world.Now.AddMinutes(5));
        world.Report("MIDDLE", world.Now.AddDays(2));
        world.Clock.Advance(TimeSpan.FromDays(3));
        world.Report("NEW", world.Now.AddMinutes(-1));

        (await world.IngestAsync()).ShouldBeOfType<LaneOutcome.Done>();

        (await world.CallIdsAsync()).ShouldBe(["NEW"]);
        var catchUp = (await world.ReadsAsync()).Single(read => read.Kind == CallLogReadKind.CatchUp);
        (catchUp.From, catchUp.To, catchUp.OldestFirst).ShouldBe((cursor - RingbaConnection.Overlap, world.Now, false));
        while ((await world.CallIdsAsync()).Count == 1)
        {
            (await world.StepAsync()).ShouldBeTrue();
        }

        (await world.CallIdsAsync()).ShouldBe(["MIDDLE", "NEW"]);
        await StepsAsync(world);
        (await world.CallIdsAsync()).ShouldBe(["OLD", "MIDDLE", "NEW"]);
    }

    [Fact]
    public async Task Rereads_CoverABackfillThatLiesApart_AndNotWhatIsBetween()
    {
        await using var world = await RingbaWorld.CreateAsync();
        await world.IngestAsync();
        world.Report("APART", world.Now.AddHours(-60), revenue: 40m);
        world.Report("BETWEEN", world.Now.AddHours(-30));
        await world.StartAsync(world.Now.AddHours(-62), world.Now.AddHours(-58));
        await StepsAsync(world);

        world.Report("APART", world.Now.AddHours(-60), revenue: 0m);
        world.Clock.Advance(TimeSpan.FromDays(8));
        await world.IngestAsync();
        await StepsAsync(world);

        (await world.CallIdsAsync()).ShouldBe(["APART"]);
        (await world.CallAsync("APART")).Revenue.ShouldBe(0m);
    }

    /// <summary>Lets hours pass as an installation spends them: reading, and re-reading what is due.</summary>
    private static async Task PassAsync(RingbaWorld world, TimeSpan time)
    {
        for (var until = world.Now + time; world.Now < until;)
        {
            world.Clock.Advance(Hour);
            await world.IngestAsync();
            await StepsAsync(world);
        }
    }

    private static async Task StepsAsync(RingbaWorld world)
    {
        while (await world.StepAsync())
        {
        }
    }

    private static Task<List<string>> VerdictsAsync(RingbaWorld world) => world.Worker.QueryAsync(
        world.Organization, db => db.Verdicts.AsNoTracking().Select(row => row.Id + " " + row.CallId).ToListAsync(Cancellation));
}
