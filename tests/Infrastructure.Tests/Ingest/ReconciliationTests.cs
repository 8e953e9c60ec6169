using CallScript.Application.Integrations.Reconciliations;
using CallScript.Domain.Integrations;
using CallScript.RingbaSimulator;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Infrastructure.Tests.Ingest;

/// <summary>Each day's calls, time and money are what Ringba adds up, or the difference is shown and read again.</summary>
public sealed class ReconciliationTests : IAsyncLifetime
{
    private RingbaWorld _world = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DateOnly Yesterday => DateOnly.FromDateTime(_world.Now.UtcDateTime).AddDays(-1);

    public async ValueTask InitializeAsync()
    {
        _world = await RingbaWorld.CreateAsync();

        // From the evening before, so that yesterday was read whole.
        _world.Clock.Advance(TimeSpan.FromDays(1) - _world.Now.TimeOfDay + TimeSpan.FromMinutes(50));
        await _world.IngestAsync();
        await StepsAsync();
        _world.Clock.Advance(TimeSpan.FromHours(23));
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task ADay_ThatAgrees_IsMatchedAndLookedAtAgainWhileMoneyMayMove()
    {
        ReportToday("RGB1", revenue: 12.34m);
        ReportToday("RGB2", revenue: 0.66m);
        await NextMorningAsync();

        await _world.ReconcileAsync();

        var day = await DayAsync(Yesterday);
        day.State.ShouldBe(ReconciliationState.Matched);
        day.Ours.ShouldBe(new DayTotals(2, 150, 13.00m, 6.50m));
        day.Theirs.ShouldBe(day.Ours);
        day.NextCheckAt.ShouldBe(Reconciliation.EndOf(Yesterday).AddDays(1));
    }

    [Fact]
    public async Task ADay_WithMoneyAdjustedBehindTheRereads_IsReadAgainUntilItAgrees()
    {
        ReportToday("RGB1", revenue: 40m);
        await NextMorningAsync();
        var day = Yesterday;
        await _world.ReconcileAsync();
        _world.Report("RGB1", Reconciliation.StartOf(day).AddHours(12), revenue: 15m);
        ReportAt("NEVER SEEN", Reconciliation.StartOf(day).AddHours(13));
        _world.Clock.Advance(TimeSpan.FromDays(1));
        await _world.IngestAsync();
        await CancelRereadsAsync();

        await _world.ReconcileAsync();

        var row = await DayAsync(day);
        (row.State, row.Ours.Calls, row.Theirs.Calls, row.Ours.Revenue, row.Theirs.Revenue, row.Rereads)
            .ShouldBe((ReconciliationState.Differs, 1, 2, 40m, 25m, 1));
        await StepsAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(10));
        await _world.ReconcileAsync();
        row = await DayAsync(day);
        (row.State, row.Ours, row.Rereads).ShouldBe((ReconciliationState.Matched, row.Theirs, 0));
        (await _world.CallAsync("RGB1")).Revenue.ShouldBe(15m);
    }

    [Fact]
    public async Task ADifference_ThatReadingDoesNotEnd_IsReadInGrowingIntervals_UntilItIsExplained()
    {
        ReportToday("RGB1");
        await NextMorningAsync();
        var day = Yesterday;
        await _world.Worker.QueryAsync(_world.Organization, db => db.Database.ExecuteSqlAsync(
            $"update calls set revenue = 999 where source_call_id = 'RGB1'", Cancellation));

        var intervals = new List<TimeSpan>();
        for (var i = 0; i < 3; i++)
        {
            await _world.ReconcileAsync();
            await StepsAsync();
            var row = await DayAsync(day);
            row.State.ShouldBe(ReconciliationState.Differs);
            intervals.Add(row.NextCheckAt!.Value - _world.Now);
            _world.Clock.Advance(intervals[^1]);
        }

        intervals.ShouldBe([TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(40)]);
        var connection = await _world.ConnectionAsync();
        (await _world.Installation.SendAsync(
            _world.Organization, new ExplainDifference(connection.Id.Value, day, "Corrected by hand"), Cancellation)).IsSuccess.ShouldBeTrue();
        var reads = (await _world.ReadsAsync()).Count;
        _world.Clock.Advance(TimeSpan.FromDays(2));
        await _world.IngestAsync([]);
        await _world.ReconcileAsync();

        var explained = await DayAsync(day);
        (explained.State, explained.Explanation).ShouldBe((ReconciliationState.Explained, "Corrected by hand"));
        (await _world.ReadsAsync()).Skip(reads).ShouldNotContain(read => read.Kind == CallLogReadKind.Reread);
    }

    [Fact]
    public async Task ADay_WhoseMissingCallsWereRemovedHere_IsExplainedByThem()
    {
        ReportToday("KEPT", revenue: 5m);
        ReportToday("REMOVED", revenue: 7m);
        await NextMorningAsync();
        var day = Yesterday;
        await _world.RemoveAsync("REMOVED");

        await _world.ReconcileAsync();

        var row = await DayAsync(day);
        row.State.ShouldBe(ReconciliationState.Explained);
        (row.Ours, row.Removed, row.Theirs).ShouldBe(
            (new DayTotals(1, 75, 5m, 2.5m), new DayTotals(1, 75, 7m, 3.5m), new DayTotals(2, 150, 12m, 6m)));
    }

    [Fact]
    public async Task WhatTheAccountDoesNotAddUp_IsNotCompared()
    {
        ReportToday("RGB1");
        await NextMorningAsync();
        _world.Ringba.Faults.Add(new FailNext
        {
            Route = SimulatedRoute.Insights,
            Status = 422,
            Message = "Unknown value column: connectedCallLengthInSeconds",
        });

        await _world.ReconcileAsync();

        var row = await DayAsync(Yesterday);
        (row.State, row.Theirs.ConnectedSeconds, row.Theirs.Calls).ShouldBe((ReconciliationState.Matched, null, 1));
    }

    [Fact]
    public async Task ADay_ThatIsStillBeingRead_Waits()
    {
        ReportToday("RGB1");
        await NextMorningAsync();
        await _world.StartAsync(_world.Now.AddDays(-2), _world.Now);

        await _world.ReconcileAsync();
        (await DaysAsync()).ShouldNotContain(row => row.Day == Yesterday);

        await StepsAsync();
        await _world.ReconcileAsync();
        (await DayAsync(Yesterday)).State.ShouldBe(ReconciliationState.Matched);
    }

    [Fact]
    public async Task Hours_AreWhatAddingUpTheCallsGives_AfterEveryKindOfChange()
    {
        for (var i = 0; i < 40; i++)
        {
            ReportAt($"RGB{i}", _world.Now.AddMinutes((-7 * i) - 1), revenue: 1.01m * i);
        }

        await _world.IngestAsync();
        ReportAt("RGB3", _world.Now.AddMinutes(-60), revenue: 77.77m);
        ReportAt("RGB4", _world.Now.AddMinutes(-28), revenue: null);
        ReportAt("RGB40", _world.Now.AddMinutes(-5), revenue: 3m);
        await _world.StartAsync(_world.Now.AddHours(-6), _world.Now);
        await StepsAsync();
        await _world.RemoveAsync("RGB5");
        await _world.StartAsync(_world.Now.AddHours(-6), _world.Now);
        await StepsAsync();

        var hours = await _world.Worker.QueryAsync(_world.Organization, db => db.CallHours.AsNoTracking().Where(row => row.Calls > 0).ToListAsync(Cancellation));
        var calls = await _world.Worker.QueryAsync(_world.Organization, db => db.Calls.AsNoTracking().ToListAsync(Cancellation));
        calls.Count.ShouldBe(40);
        hours.Select(row => (row.Hour, row.ConnectionId, row.Calls, row.DurationMilliseconds, row.ConnectedMilliseconds, row.Revenue, row.Payout))
            .ShouldBe(
                calls.GroupBy(call => (Hour: new DateTimeOffset(call.StartedAt.Year, call.StartedAt.Month, call.StartedAt.Day, call.StartedAt.Hour, 0, 0, TimeSpan.Zero), call.ConnectionId))
                    .Select(rows => (
                        rows.Key.Hour, rows.Key.ConnectionId!.Value.Value, rows.Count(), rows.Sum(call => (long)(call.DurationSeconds!.Value * 1000)),
                        rows.Sum(call => (long)(call.ConnectedSeconds!.Value * 1000)), rows.Sum(call => call.Revenue ?? 0), rows.Sum(call => call.Payout ?? 0))),
                ignoreOrder: true);
    }

    private void ReportToday(string id, decimal? revenue = 10m) =>
        ReportAt(id, Reconciliation.StartOf(DateOnly.FromDateTime(_world.Now.UtcDateTime)).AddHours(12), revenue);

    private void ReportAt(string id, DateTimeOffset at, decimal? revenue = 10m) => _world.Report(id, at, revenue);

    /// <summary>Reads the rest of the day and lets the next one be three hours old.</summary>
    private async Task NextMorningAsync()
    {
        await _world.IngestAsync();
        _world.Clock.Advance(TimeSpan.FromDays(1) - _world.Now.TimeOfDay + TimeSpan.FromHours(3));
        await _world.IngestAsync();
        await StepsAsync();
    }

    private async Task StepsAsync()
    {
        while (await _world.StepAsync())
        {
        }
    }

    private async Task CancelRereadsAsync()
    {
        foreach (var read in (await _world.ReadsAsync()).Where(read => !read.IsOver))
        {
            await _world.ChangeAsync(read, row => row.Cancel(_world.Now));
        }

        await StepsAsync();
    }

    private async Task<Reconciliation> DayAsync(DateOnly day) => (await DaysAsync()).Single(row => row.Day == day);

    private Task<List<Reconciliation>> DaysAsync() =>
        _world.Worker.QueryAsync(_world.Organization, db => db.Reconciliations.AsNoTracking().ToListAsync(Cancellation));
}
