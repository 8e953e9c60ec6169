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
/// Reads the next window of a span. Its calls commit as they come, which may happen twice without effect; the position and
/// the work item commit together, and only if the lease is still held.
/// </summary>
/// <param name="Lease">The item.</param>
/// <param name="Interval">When to look again while the read is paused or has to wait for its turn.</param>
public sealed record ReadCallLog(WorkLease Lease, TimeSpan Interval) : ILaneRequest;

internal sealed class ReadCallLogHandler(
    IAppDbContext db, IRingbaClient ringba, CallIntake intake, RingbaAccounts accounts, RingbaReading reading, TimeProvider clock)
    : IRequestHandler<ReadCallLog, Result<LaneOutcome>>
{
    private static readonly TimeSpan KeptRereads = TimeSpan.FromDays(30);

    public async Task<Result<LaneOutcome>> Handle(ReadCallLog request, CancellationToken cancellationToken)
    {
        var id = new CallLogReadId(request.Lease.SubjectId);
        var read = await db.CallLogReads.SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (read is null or { IsOver: true })
        {
            return new LaneOutcome.Cancel("The read is over.");
        }

        var connection = await db.RingbaConnections.SingleOrDefaultAsync(row => row.Id == read.ConnectionId, cancellationToken);
        if (connection is null)
        {
            read.Fail(RingbaConnectionErrors.NotConnected, clock.GetUtcNow());
            return await EndAsync(request.Lease, cancellationToken);
        }

        if (read.PausedAt is not null || connection.IsPausedAt(clock.GetUtcNow()))
        {
            return await reading.RescheduleAsync(request.Lease, request.Interval, cancellationToken);
        }

        var begun = clock.GetUtcNow();
        var (from, to) = read.NextWindow();
        var account = await accounts.OpenAsync(connection, cancellationToken) with { IsPatient = true };
        var (counts, days) = (IntakeCounts.None, new DayCounts());
        await foreach (var page in ringba.ReadCallsAsync(account, from, to, cancellationToken))
        {
            if (!page.IsSuccess)
            {
                return await FailAsync(request, read, connection, page.Error, cancellationToken);
            }

            if (read.IsDryRun)
            {
                await days.AddAsync(db, page.Value.Where(call => call.StartedAt >= from && (call.StartedAt < to || to == read.To)), cancellationToken);
            }
            else
            {
                counts += await intake.TakeAsync(connection.OrganizationId, new CallOrigin(CallSource.Ringba, connection.Id), page.Value, cancellationToken);
            }
        }

        reading.Succeeded(connection);
        read.Advance(
            read.IsDryRun ? days.Total : counts, days.Days, begun, clock.GetUtcNow());
        if (!read.IsOver)
        {
            return await reading.RescheduleAsync(request.Lease, TimeSpan.Zero, cancellationToken);
        }

        if (read.FinishedAt is not null && !read.IsDryRun)
        {
            connection.ReadBack(read.From, read.To);
            await ForgetOldRereadsAsync(connection, cancellationToken);
        }

        return await EndAsync(request.Lease, cancellationToken);
    }

    private async Task<Result<LaneOutcome>> FailAsync(
        ReadCallLog request, CallLogRead read, RingbaConnection connection, Error error, CancellationToken cancellationToken)
    {
        if (error == RingbaErrors.BudgetReserved)
        {
            // Nothing is wrong: the rest of the account's budget is for others.
            return await reading.RescheduleAsync(request.Lease, request.Interval, cancellationToken);
        }

        read.StepFailed(error);
        return await reading.FailedAsync(request.Lease, connection, error, request.Interval, cancellationToken);
    }

    private async Task<Result<LaneOutcome>> EndAsync(WorkLease lease, CancellationToken cancellationToken)
    {
        db.Complete(lease);
        await db.SaveChangesAsync(cancellationToken);
        return new LaneOutcome.Done();
    }

    private async Task ForgetOldRereadsAsync(RingbaConnection connection, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - KeptRereads;
        db.CallLogReads.RemoveRange(await db.CallLogReads
            .Where(row => row.ConnectionId == connection.Id && row.Kind == CallLogReadKind.Reread && row.FinishedAt < before)
            .Take(100)
            .ToListAsync(cancellationToken));
    }

    /// <summary>Counts the calls of a window, each once, and whether they are here.</summary>
    private sealed class DayCounts
    {
        private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
        private readonly Dictionary<DateOnly, (int InRingba, int NotHere)> _days = [];

        public IReadOnlyCollection<CallLogDay> Days => [.. _days.Select(day => new CallLogDay(day.Key, day.Value.InRingba, day.Value.NotHere))];

        /// <summary>As a read would count them: what is not here would be created.</summary>
        public IntakeCounts Total =>
            new(_days.Values.Sum(day => day.NotHere), 0, _days.Values.Sum(day => day.InRingba - day.NotHere), 0);

        public async Task AddAsync(IAppDbContext db, IEnumerable<SourceCall> calls, CancellationToken cancellationToken)
        {
            var fresh = calls.Where(call => _seen.Add(call.SourceCallId)).ToList();
            var ids = fresh.Select(call => call.SourceCallId).ToList();
            var here = await db.Calls
                .Where(call => call.Source == CallSource.Ringba && ids.Contains(call.SourceCallId))
                .Select(call => call.SourceCallId)
                .ToHashSetAsync(StringComparer.Ordinal, cancellationToken);
            foreach (var call in fresh)
            {
                var day = DateOnly.FromDateTime(call.StartedAt.UtcDateTime);
                var (inRingba, notHere) = _days.GetValueOrDefault(day);
                _days[day] = (inRingba + 1, notHere + (here.Contains(call.SourceCallId) ? 0 : 1));
            }
        }
    }
}
