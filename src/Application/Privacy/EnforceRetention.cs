using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.Auditing;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Privacy;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Privacy;

/// <summary>
/// Removes a batch of what the organization keeps no longer, never what is under a hold, and sweeps up after erasures.
/// Run until it says that nothing is left; every call is a transaction of its own.
/// </summary>
public sealed record EnforceRetention(int Batch) : IRequest<Result<RetentionReport>>;

/// <param name="Recordings">Removed in this batch.</param>
/// <param name="Transcripts">Removed in this batch.</param>
/// <param name="Calls">Removed in this batch.</param>
/// <param name="MayHaveMore">Whether a part filled its batch.</param>
public sealed record RetentionReport(int Recordings, int Transcripts, int Calls, bool MayHaveMore);

internal sealed class EnforceRetentionHandler(IAppDbContext db, CallRemoval removal, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<EnforceRetention, Result<RetentionReport>>
{
    /// <summary>A worker that was reading the call when it was removed has ended by then, and can write nothing more.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromDays(2);

    private static readonly TimeSpan PreviewLifetime = TimeSpan.FromDays(1);

    public async Task<Result<RetentionReport>> Handle(EnforceRetention request, CancellationToken cancellationToken)
    {
        await SweepAsync(cancellationToken);
        var policy = await db.RetentionPolicies.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        var periods = policy?.Periods ?? RetentionPeriods.KeepAll;
        var calls = await RemoveAsync(
            periods.Calls, rows => rows, id => removal.DeleteAsync(id, erasureId: null, cancellationToken), request.Batch, cancellationToken);
        var recordings = await RemoveAsync(
            periods.Recordings,
            rows => rows.Where(call => db.Recordings.Any(recording => recording.CallId == call.Id)),
            id => removal.RemoveRecordingAsync(id, cancellationToken), request.Batch, cancellationToken);
        var transcripts = await RemoveAsync(
            periods.Transcripts,
            rows => rows.Where(call => db.Transcripts.Any(transcript => transcript.CallId == call.Id)),
            id => removal.RemoveTranscriptAsync(id, cancellationToken), request.Batch, cancellationToken);
        var report = new RetentionReport(
            recordings, transcripts, calls, MayHaveMore: Math.Max(calls, Math.Max(recordings, transcripts)) == request.Batch);
        if (recordings + transcripts + calls > 0)
        {
            audit.Record(AuditAction.RetentionEnforced, "retention", null, after: new { recordings, transcripts, calls });
            await db.SaveChangesAsync(cancellationToken);
        }

        return report;
    }

    private async Task<int> RemoveAsync(
        int? days, Func<IQueryable<Call>, IQueryable<Call>> having, Func<CallId, Task> remove, int batch, CancellationToken cancellationToken)
    {
        if (days is not { } kept)
        {
            return 0;
        }

        var before = clock.GetUtcNow().AddDays(-kept);
        var due = await having(db.Calls.AsNoTracking().Where(call => call.StartedAt < before))
            .NotHeld(db)
            .OrderBy(call => call.StartedAt)
            .ThenBy(call => call.Id)
            .Take(batch)
            .Select(call => call.Id)
            .ToListAsync(cancellationToken);
        var removed = 0;
        foreach (var id in due)
        {
            // Asked again for each: a hold that was placed while the batch runs counts.
            if (await db.Calls.Where(call => call.Id == id).NotHeld(db).AnyAsync(cancellationToken))
            {
                await remove(id);
                removed++;
            }
        }

        return removed;
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var recently = now - Aftermath;

        // Calls that ingest was writing at the moment of an erasure, and did not see it.
        var erasures = await db.Erasures.AsNoTracking()
            .Where(erasure => erasure.State == ErasureState.Done && erasure.FinishedAt > recently)
            .ToListAsync(cancellationToken);
        foreach (var erasure in erasures)
        {
            var late = await db.Calls.AsNoTracking().CoveredBy(erasure).NotHeld(db).Select(call => call.Id).ToListAsync(cancellationToken);
            foreach (var id in late)
            {
                await (erasure.DeletesCalls
                    ? removal.DeleteAsync(id, erasure.Id, cancellationToken)
                    : removal.EraseAsync(id, erasure.Id, cancellationToken));
            }
        }

        var stale = now - PreviewLifetime;
        await db.Erasures.Where(erasure => erasure.State == ErasureState.Previewed && erasure.RequestedAt < stale)
            .ExecuteDeleteAsync(cancellationToken);
    }
}
