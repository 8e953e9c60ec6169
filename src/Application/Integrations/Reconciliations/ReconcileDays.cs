using CallScript.Application.Common.Persistence;
using CallScript.Application.Integrations.Ringba;
using CallScript.Application.Pipeline;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using CallScript.Domain.Pipeline;
using CallScript.Domain.Privacy;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Integrations.Reconciliations;

/// <summary>
/// Compares the days of one account that are due, the newest first, with what Ringba adds up. A day that differs is read again.
/// </summary>
/// <param name="Lease">The item.</param>
/// <param name="Interval">When to look again.</param>
public sealed record ReconcileDays(WorkLease Lease, TimeSpan Interval) : ILaneRequest;

internal sealed class ReconcileDaysHandler(
    IAppDbContext db, IRingbaClient ringba, RingbaAccounts accounts, RingbaReading reading, TimeProvider clock)
    : IRequestHandler<ReconcileDays, Result<LaneOutcome>>
{
    /// <summary>Days of one turn; each costs a request.</summary>
    private const int DaysAtOnce = 5;

    public async Task<Result<LaneOutcome>> Handle(ReconcileDays request, CancellationToken cancellationToken)
    {
        var connectionId = new RingbaConnectionId(request.Lease.SubjectId);
        var connection = await db.RingbaConnections.SingleOrDefaultAsync(row => row.Id == connectionId, cancellationToken);
        if (connection is null)
        {
            return new LaneOutcome.Cancel("The connection was removed.");
        }

        var now = clock.GetUtcNow();
        var due = connection.IsPausedAt(now) ? [] : await DueAsync(connection, now, cancellationToken);
        if (due.Count == 0)
        {
            return await reading.RescheduleAsync(request.Lease, request.Interval, cancellationToken);
        }

        var account = await accounts.OpenAsync(connection, cancellationToken) with { IsPatient = true };
        foreach (var day in due.Take(DaysAtOnce))
        {
            var theirs = await ringba.ReadTotalsAsync(
                account, Reconciliation.StartOf(day.Day), Reconciliation.EndOf(day.Day), cancellationToken);
            if (!theirs.IsSuccess)
            {
                // Nothing is wrong when the rest of the account's budget is for others.
                return theirs.Error == RingbaErrors.BudgetReserved
                    ? await reading.RescheduleAsync(request.Lease, request.Interval, cancellationToken)
                    : await reading.FailedAsync(request.Lease, connection, theirs.Error, request.Interval, cancellationToken);
            }

            reading.Succeeded(connection);
            await CompareAsync(connection, day, theirs.Value, now, cancellationToken);
        }

        return await reading.RescheduleAsync(
            request.Lease, due.Count > DaysAtOnce ? TimeSpan.Zero : request.Interval, cancellationToken);
    }

    /// <summary>Days that were read whole, have ended for long enough and are due, the newest first.</summary>
    private async Task<IReadOnlyList<Reconciliation>> DueAsync(
        RingbaConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var oldest = DateOnly.FromDateTime((now - Reconciliation.Schedule[^1]).UtcDateTime);
        var known = await db.Reconciliations
            .Where(row => row.ConnectionId == connection.Id && row.Day >= oldest)
            .ToDictionaryAsync(row => row.Day, cancellationToken);
        var reads = await db.CallLogReads.AsNoTracking()
            .Where(row => row.ConnectionId == connection.Id && !row.IsDryRun && row.FinishedAt == null && row.CancelledAt == null)
            .Select(row => new { row.From, row.To })
            .ToListAsync(cancellationToken);
        var due = new List<Reconciliation>();
        for (var day = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-1); day >= oldest; day = day.AddDays(-1))
        {
            var (start, end) = (Reconciliation.StartOf(day), Reconciliation.EndOf(day));
            var isWhole = connection.ReadFrom <= start && connection.Cursor >= end && !reads.Exists(read => read.From < end && read.To > start);
            if (!isWhole || Reconciliation.FirstCheckOf(day) > now)
            {
                continue;
            }

            if (!known.TryGetValue(day, out var row))
            {
                due.Add(Reconciliation.Create(connection, day));
            }
            else if (row.NextCheckAt <= now)
            {
                due.Add(row);
            }
        }

        return due;
    }

    private async Task CompareAsync(
        RingbaConnection connection, Reconciliation day, DayTotals theirs, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (start, end) = (Reconciliation.StartOf(day.Day), Reconciliation.EndOf(day.Day));
        var ours = await OursAsync(connection.Id, start, end, cancellationToken);
        var removed = await RemovedAsync(connection.Id, start, end, cancellationToken);
        if (day.CheckedAt == default)
        {
            db.Reconciliations.Add(day);
        }

        if (day.Compare(ours, removed, theirs, now))
        {
            db.StartRead(
                CallLogRead.Create(
                    connection, clock.NewId<CallLogReadId>(), CallLogReadKind.Reread, start, end,
                    oldestFirst: false, isDryRun: false, requestedBy: null, now),
                clock);
        }
    }

    private async Task<DayTotals> OursAsync(
        RingbaConnectionId connectionId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var hours = await db.CallHours.AsNoTracking()
            .Where(row => row.ConnectionId == connectionId.Value && row.Hour >= from && row.Hour < to)
            .ToListAsync(cancellationToken);
        return new DayTotals(
            hours.Sum(row => row.Calls),
            (long)Math.Round(hours.Sum(row => row.ConnectedMilliseconds) / 1000m),
            hours.Sum(row => row.Revenue),
            hours.Sum(row => row.Payout));
    }

    private async Task<DayTotals> RemovedAsync(
        RingbaConnectionId connectionId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var removed = await db.Removals.AsNoTracking()
            .Where(row => row.Part == RemovedPart.Call && row.Terms!.ConnectionId == connectionId
                && row.Terms.StartedAt >= from && row.Terms.StartedAt < to)
            .Select(row => row.Terms!)
            .ToListAsync(cancellationToken);
        return new DayTotals(
            removed.Count,
            (long)Math.Round(removed.Sum(terms => terms.ConnectedSeconds ?? 0)),
            removed.Sum(terms => terms.Revenue ?? 0),
            removed.Sum(terms => terms.Payout ?? 0));
    }
}
