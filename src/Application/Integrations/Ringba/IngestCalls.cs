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
/// keeps the earlier ones; the cursor moves, and the item is rescheduled, only when the whole window was read. Once it is
/// up to date it also starts the re-reads that are due.
/// </summary>
public sealed record IngestCalls(WorkLease Lease, TimeSpan Interval) : ILaneRequest
{
    public IReadOnlyList<Reread> Rereads { get; init; } = RereadPlan.Default;
}

internal sealed class IngestCallsHandler(
    IAppDbContext db, IRingbaClient ringba, CallIntake intake, RingbaAccounts accounts, RingbaReading reading, TimeProvider clock)
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

        var from = await NextReadFromAsync(connection, now, cancellationToken);
        var through = connection.NextReadThrough(now);
        var account = await accounts.OpenAsync(connection, cancellationToken);
        await foreach (var page in ringba.ReadCallsAsync(account, from, through, cancellationToken))
        {
            if (!page.IsSuccess)
            {
                return await reading.FailedAsync(request.Lease, connection, page.Error, request.Interval, cancellationToken);
            }

            await intake.TakeAsync(connection.OrganizationId, CallSource.Ringba, page.Value, cancellationToken);
        }

        reading.Succeeded(connection);
        connection.ReadThrough(through, clock.GetUtcNow());
        if (through < now)
        {
            return await reading.RescheduleAsync(request.Lease, TimeSpan.Zero, cancellationToken);
        }

        await StartRereadsAsync(connection, request.Rereads, now, cancellationToken);
        return await reading.RescheduleAsync(
            request.Lease, await NextIntervalAsync(connection, request.Interval, now, cancellationToken), cancellationToken);
    }

    /// <summary>A pixel that came while the account was read may tell of a call that the read did not see.</summary>
    private async Task<TimeSpan> NextIntervalAsync(
        RingbaConnection connection, TimeSpan interval, DateTimeOffset begun, CancellationToken cancellationToken)
    {
        var since = begun - RingbaConnection.PixelPrecision;
        return interval > RingbaConnection.PixelPause
            && await db.RingbaConnections.AnyAsync(row => row.Id == connection.Id && row.LastPixelAt > since, cancellationToken)
                ? RingbaConnection.PixelPause
                : interval;
    }

    private async Task<DateTimeOffset> NextReadFromAsync(
        RingbaConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var horizon = now - RingbaConnection.LongestLiveCall;
        var oldestLiveCall = await db.Calls
            .Where(call => call.Source == CallSource.Ringba && call.IsLive && call.StartedAt >= horizon)
            .MinAsync(call => (DateTimeOffset?)call.StartedAt, cancellationToken);
        return connection.NextReadFrom(oldestLiveCall);
    }

    private async Task StartRereadsAsync(
        RingbaConnection connection, IReadOnlyList<Reread> plan, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var due in connection.TakeDueRereads(plan, now))
        {
            // One that is still under way, because the account was away or slow, reads all that this one would.
            var from = now - due.Back > connection.ReadFrom ? now - due.Back : connection.ReadFrom ?? now;
            var running = await db.CallLogReads.AnyAsync(
                row => row.ConnectionId == connection.Id && row.Kind == CallLogReadKind.Reread
                    && row.FinishedAt == null && row.CancelledAt == null && row.From <= from,
                cancellationToken);
            if (!running && from < now)
            {
                db.StartRead(
                    CallLogRead.Create(
                        connection, clock.NewId<CallLogReadId>(), CallLogReadKind.Reread, from, now,
                        oldestFirst: false, isDryRun: false, requestedBy: null, now),
                    clock);
            }
        }
    }
}
