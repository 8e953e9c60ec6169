using CallScript.Application.Integrations.Ringba;
using CallScript.Application.Pipeline;
using CallScript.Domain.Calls;
using CallScript.Domain.Integrations;
using CallScript.Domain.Pipeline;
using CallScript.Infrastructure.Tests.Privacy;
using CallScript.RingbaSimulator;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Infrastructure.Tests.Ingest;

/// <summary>A span is read to its end, each call once, whatever stops it on the way.</summary>
public sealed class ReadCallLogTests
{
    private static readonly TimeSpan Span = TimeSpan.FromDays(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Backfill_OfASpan_ReadsEveryCallOnceFromTheEndThatWasChosen(bool oldestFirst)
    {
        await using var world = await RingbaWorld.CreateAsync();
        var from = world.Now - Span;
        var ids = Fill(world, from, every: TimeSpan.FromHours(1));
        world.Report("OUTSIDE", from.AddHours(-1));
        var read = await world.StartAsync(from, world.Now, oldestFirst);

        await world.StepAsync();
        var first = await world.CallIdsAsync();
        first.ShouldBe(oldestFirst ? ids[..first.Count] : ids[^first.Count..]);
        first.Count.ShouldBeInRange(6, 7);
        (await world.ReadAsync(read)).Progress.ShouldBe(0.125, 0.001);
        while (await world.StepAsync())
        {
        }

        (await world.CallIdsAsync()).ShouldBe(ids);
        var done = await world.ReadAsync(read);
        (done.State, done.Progress, done.FinishedAt).ShouldBe((CallLogReadState.Completed, 1, world.Now));
        done.Counts.Created.ShouldBe(ids.Count);
        (await ItemsAsync(world, Lane.Backfill)).ShouldBe(0);
        (await ItemsAsync(world, Lane.Vault)).ShouldBe(ids.Count);
    }

    [Fact]
    public async Task Backfill_KilledAtAnyStatement_ResumesWithoutLossOrDoubleEffect()
    {
        await using var world = await RingbaWorld.CreateAsync();
        var from = world.Now - TimeSpan.FromHours(12);
        var ids = Fill(world, from, every: TimeSpan.FromMinutes(30));
        var read = await world.StartAsync(from, world.Now);
        var (kills, position) = (0, read.Position);
        for (var statement = 1; !(await world.ReadAsync(read)).IsOver; statement++)
        {
            var lease = (await ReclaimAsync(world)).ShouldHaveSingleItem();
            world.Worker.Breaker.BreakAt(statement);
            try
            {
                await world.Worker.WorkAsync(world.Organization, new ReadCallLog(lease, TimeSpan.Zero));
            }
            catch (Exception failure) when (IsBroken(failure))
            {
                kills++;
            }
            finally
            {
                world.Worker.Breaker.Heal();
            }

            // Each window is killed at each of its statements.
            if ((await world.ReadAsync(read)).Position is var moved && moved != position)
            {
                (statement, position) = (0, moved);
            }
        }

        kills.ShouldBeGreaterThan(15);
        (await world.CallIdsAsync()).ShouldBe(ids);
        (await ItemsAsync(world, Lane.Vault)).ShouldBe(ids.Count);
        (await world.ReadAsync(read)).State.ShouldBe(CallLogReadState.Completed);
    }

    [Fact]
    public async Task Backfill_PausedAndResumed_GoesOnWhereItStopped()
    {
        await using var world = await RingbaWorld.CreateAsync();
        var from = world.Now - Span;
        var ids = Fill(world, from, every: TimeSpan.FromHours(2));
        var read = await world.StartAsync(from, world.Now);
        await world.StepAsync();
        await world.ChangeAsync(read, row => row.Pause(world.Now).IsSuccess.ShouldBeTrue());
        var (asked, position) = (world.Ringba.Journal.Entries.Count, (await world.ReadAsync(read)).Position);

        await world.StepAsync();
        await world.StepAsync();

        world.Ringba.Journal.Entries.Count.ShouldBe(asked);
        var paused = await world.ReadAsync(read);
        (paused.State, paused.Position).ShouldBe((CallLogReadState.Paused, position));
        await world.ChangeAsync(read, row => row.Resume().IsSuccess.ShouldBeTrue());
        while (await world.StepAsync())
        {
        }

        (await world.CallIdsAsync()).ShouldBe(ids);
    }

    [Fact]
    public async Task Backfill_Cancelled_EndsAndKeepsWhatItRead()
    {
        await using var world = await RingbaWorld.CreateAsync();
        Fill(world, world.Now - Span, every: TimeSpan.FromHours(1));
        var read = await world.StartAsync(world.Now - Span, world.Now);
        await world.StepAsync();
        var kept = await world.CallIdsAsync();
        await world.ChangeAsync(read, row => row.Cancel(world.Now).IsSuccess.ShouldBeTrue());

        var lease = (await world.Worker.ClaimAsync(Lane.Backfill)).ShouldHaveSingleItem();
        (await world.Worker.WorkAsync(world.Organization, new ReadCallLog(lease, TimeSpan.Zero))).ShouldBeOfType<LaneOutcome.Cancel>();

        (await world.CallIdsAsync()).ShouldBe(kept);
        (await world.ReadAsync(read)).State.ShouldBe(CallLogReadState.Cancelled);
        (await world.ReadAsync(read)).Resume().Error.ShouldBe(CallLogReadErrors.Over);
    }

    [Fact]
    public async Task Backfill_WhenRingbaRefusesTheToken_PausesAndGoesOnWithAnother()
    {
        await using var world = await RingbaWorld.CreateAsync();
        var ids = Fill(world, world.Now - Span, every: TimeSpan.FromHours(3));
        var read = await world.StartAsync(world.Now - Span, world.Now);
        world.Ringba.Faults.Add(new FailNext { Status = 401 });

        await world.StepAsync();
        (await world.ConnectionAsync()).InvalidSince.ShouldBe(world.Now);
        var asked = world.Ringba.Journal.Entries.Count;
        await world.StepAsync();
        world.Ringba.Journal.Entries.Count.ShouldBe(asked);
        (await world.ReadAsync(read)).LastError.ShouldNotBeNull();

        await world.ConnectAsync(world.Organization);
        while (await world.StepAsync())
        {
        }

        (await world.CallIdsAsync()).ShouldBe(ids);
        (await world.ReadAsync(read)).State.ShouldBe(CallLogReadState.Completed);
    }

    [Fact]
    public async Task Backfill_WhenTheAccountIsDisconnected_Fails()
    {
        await using var world = await RingbaWorld.CreateAsync();
        var read = await world.StartAsync(world.Now - Span, world.Now);
        (await world.Installation.SendAsync(world.Organization, new DisconnectRingba(), Cancellation)).IsSuccess.ShouldBeTrue();

        await world.StepAsync();

        var failed = await world.ReadAsync(read);
        (failed.State, failed.FailureCode).ShouldBe((CallLogReadState.Failed, "ringba_not_connected"));
        (await ItemsAsync(world, Lane.Backfill)).ShouldBe(0);
    }

    [Fact]
    public async Task DryRun_OfASpan_CountsByDayAndTakesNothingIn()
    {
        await using var world = await RingbaWorld.CreateAsync();
        var from = new DateTimeOffset(world.Now.UtcDateTime.Date.AddDays(-2), TimeSpan.Zero);
        Fill(world, from, every: TimeSpan.FromHours(1));
        await world.IngestAsync();
        var here = (await world.CallIdsAsync()).Count;
        here.ShouldBeGreaterThan(0);
        var read = await world.StartAsync(from, world.Now, isDryRun: true);

        while (await world.StepAsync())
        {
        }

        (await world.CallIdsAsync()).Count.ShouldBe(here);
        var days = (await world.ReadAsync(read)).Days;
        days.Select(day => (day.Day, day.InRingba)).ShouldBe(
            world.Ringba.Calls.All.GroupBy(call => DateOnly.FromDateTime(call.StartedAt.UtcDateTime)).OrderBy(day => day.Key).Select(day => (day.Key, day.Count())));
        days.Sum(day => day.InRingba - day.NotHere).ShouldBe(here);
    }

    [Fact]
    public async Task Window_OfAFullStep_GetsShorterAndThenLongerAgain()
    {
        await using var world = await RingbaWorld.CreateAsync();
        var read = CallLogRead.Create(
            await world.ConnectionAsync(), new CallLogReadId(Guid.CreateVersion7()), CallLogReadKind.Backfill,
            world.Now - Span, world.Now, oldestFirst: true, isDryRun: false, null, world.Now);

        read.Advance(new IntakeCounts(9_000, 0, 0, 0), [], world.Now, world.Now);
        read.Window.ShouldBe(TimeSpan.FromHours(3));
        read.Advance(new IntakeCounts(100, 0, 0, 0), [], world.Now, world.Now);
        read.Window.ShouldBe(TimeSpan.FromHours(6));
        read.Position.ShouldBe(read.From + TimeSpan.FromHours(9));
    }

    private static List<string> Fill(RingbaWorld world, DateTimeOffset from, TimeSpan every)
    {
        var ids = new List<string>();
        for (var at = from; at < world.Now; at += every)
        {
            ids.Add($"RGB{ids.Count:D4}");
            world.Report(ids[^1], at);
        }

        return ids;
    }

    private static async Task<IReadOnlyList<WorkLease>> ReclaimAsync(RingbaWorld world)
    {
        // As the reaper does with the item of a worker that died.
        await world.Worker.QueryAsync(world.Organization, db => db.Database.ExecuteSqlAsync(
            $"update work_items set state = 'available', lease_owner = null, lease_until = null where lane = 'backfill'", Cancellation));
        return await world.Worker.ClaimAsync(Lane.Backfill);
    }

    private static bool IsBroken(Exception? failure) => failure is BrokenConnectionException || (failure is not null && IsBroken(failure.InnerException));

    private static Task<int> ItemsAsync(RingbaWorld world, Lane lane) =>
        world.Worker.QueryAsync(world.Organization, db => db.WorkItems.CountAsync(item => item.Lane == lane, Cancellation));
}
