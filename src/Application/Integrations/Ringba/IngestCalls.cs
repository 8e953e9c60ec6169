using CallScript.Application.Common.Persistence;
using CallScript.Application.Ingest;
using CallScript.Application.Pipeline;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using CallScript.Domain.Pipeline;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Integrations.Ringba;

/// <summary>
/// Reads what is new in one account's call log. Each page commits on its own, so that a failure on a later page
/// keeps the earlier ones; the cursor moves, and the item is rescheduled, only when the whole window was read. What is too
/// long ago for one read, and the re-reads that are due, become reads of their own. Calls that pixels named are looked up
/// first; when each is found, the read waits for its own time.
/// </summary>
public sealed record IngestCalls(WorkLease Lease, TimeSpan Interval) : ILaneRequest
{
    public IReadOnlyList<Reread> Rereads { get; init; } = RereadPlan.Default;
}

internal sealed class IngestCallsHandler(
    IAppDbContext db,
    IRingbaClient ringba,
    CallIntake intake,
    AnnouncedCalls announced,
    RingbaAccounts accounts,
    RingbaReading reading,
    TimeProvider clock)
    : IRequestHandler<IngestCalls, Result<LaneOutcome>>
{
    public async Task<Result<LaneOutcome>> Handle(IngestCalls request, CancellationToken cancellationToken)
    {
        var connectionId = new RingbaConnectionId(request.Lease.SubjectId);
        var connection = await db.RingbaConnections.SingleOrDefaultAsync(row => row.Id == connectionId, cancellationToken);
        if (connection is null)
        {
            return new LaneOutcome.Cancel("The connection was removed.");
        }

        var now = clock.GetUtcNow();
        if (connection.IsPausedAt(now))
        {
            // Ringba is not asked. The item comes back soon all the same, so that a new token is used at once.
            return await reading.RescheduleAsync(request.Lease, request.Interval, cancellationToken);
        }

        var account = await accounts.OpenAsync(connection, cancellationToken);
        var (any, all) = await announced.TakeInAsync(connection, account, cancellationToken);
        if (any && connection.LastReadAt + (all ? request.Interval : RingbaConnection.PixelPause) is { } due && due > now)
        {
            return await reading.RescheduleAsync(
                request.Lease, await NextLookAsync(connection, due - now, cancellationToken), cancellationToken);
        }

        var from = await NextReadFromAsync(connection, now, cancellationToken);
        await foreach (var page in ringba.ReadCallsAsync(account, from, now, cancellationToken))
        {
            if (!page.IsSuccess)
            {
                return await reading.FailedAsync(request.Lease, connection, page.Error, request.Interval, cancellationToken);
            }

            await intake.TakeAsync(connection.OrganizationId, new CallOrigin(CallSource.Ringba, connection.Id), page.Value, cancellationToken);
        }

        reading.Succeeded(connection);
        if (connection.GapAt(now) is { } gap)
        {
            StartRead(connection, CallLogReadKind.CatchUp, gap, now, now);
        }

        connection.ReadThrough(now, clock.GetUtcNow());
        await StartRereadsAsync(connection, request.Rereads, now, cancellationToken);
        return await reading.RescheduleAsync(
            request.Lease, await NextIntervalAsync(connection, request.Interval, now, cancellationToken), cancellationToken);
    }

    /// <summary>A pixel that came while the account was read may tell of a call that the read did not see.</summary>
    private async Task<TimeSpan> NextIntervalAsync(
        RingbaConnection connection, TimeSpan interval, DateTimeOffset begun, CancellationToken cancellationToken)
    {
        var since = begun - RingbaConnection.PixelPrecision;
        var next = interval > RingbaConnection.PixelPause
            && await db.RingbaConnections.AnyAsync(row => row.Id == connection.Id && row.LastPixelAt > since, cancellationToken)
                ? RingbaConnection.PixelPause
                : interval;
        return await NextLookAsync(connection, next, cancellationToken);
    }

    /// <summary>Calls that were named meanwhile do not wait for the next read.</summary>
    private async Task<TimeSpan> NextLookAsync(RingbaConnection connection, TimeSpan untilRead, CancellationToken cancellationToken) =>
        untilRead > RingbaConnection.PixelPrecision && await announced.AreWaitingAsync(connection, cancellationToken)
            ? RingbaConnection.PixelPrecision
            : untilRead;

    private async Task<DateTimeOffset> NextReadFromAsync(
        RingbaConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var horizon = now - RingbaConnection.LongestLiveCall;
        var oldestLiveCall = await db.Calls
            .Where(call => call.Source == CallSource.Ringba && call.IsLive && call.StartedAt >= horizon)
            .MinAsync(call => (DateTimeOffset?)call.StartedAt, cancellationToken);
        return connection.NextReadFrom(oldestLiveCall, now);
    }

    private async Task StartRereadsAsync(
        RingbaConnection connection, IReadOnlyList<Reread> plan, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var due in connection.TakeDueRereads(plan, now))
        {
            foreach (var (from, to) in await ReadSpansAsync(connection, now - due.Back, now, cancellationToken))
            {
                // One that is still under way, because the account was away or slow, reads all that this one would.
                var running = await db.CallLogReads.AnyAsync(
                    row => row.ConnectionId == connection.Id && row.Kind == CallLogReadKind.Reread
                        && row.FinishedAt == null && row.CancelledAt == null && row.From <= from && row.To > from,
                    cancellationToken);
                if (!running)
                {
                    StartRead(connection, CallLogReadKind.Reread, from, to, now);
                }
            }
        }
    }

    /// <summary>What was read of a time: all since the first read, and the backfills that lie apart before it.</summary>
    private async Task<IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)>> ReadSpansAsync(
        RingbaConnection connection, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var readFrom = connection.ReadFrom ?? now;
        var apart = await db.CallLogReads.AsNoTracking()
            .Where(row => row.ConnectionId == connection.Id && row.Kind == CallLogReadKind.Backfill && !row.IsDryRun
                && row.FinishedAt != null && row.FailureCode == null && row.To > since && row.To < readFrom)
            .Select(row => new { row.From, row.To })
            .ToListAsync(cancellationToken);
        return
        [
            .. apart.Select(span => (From: span.From, span.To)).Append((From: readFrom, To: now))
                .Select(span => (From: span.From > since ? span.From : since, span.To))
                .Where(span => span.From < span.To),
        ];
    }

    private void StartRead(
        RingbaConnection connection, CallLogReadKind kind, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now) =>
        db.StartRead(
            CallLogRead.Create(
                connection, clock.NewId<CallLogReadId>(), kind, from, to, oldestFirst: false, isDryRun: false, requestedBy: null, now),
            clock);
}
