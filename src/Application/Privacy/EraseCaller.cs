using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Pipeline;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Pipeline;
using CallScript.Domain.Privacy;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Privacy;

/// <summary>
/// Carries out a confirmed erasure, call by call. What is done is recorded with each call, so that a worker which takes over
/// goes on where the one before it died, and the certificate at the end names everything once.
/// </summary>
public sealed record EraseCaller(WorkLease Lease) : ILaneRequest;

internal sealed class EraseCallerHandler(
    IAppDbContext db, CallRemoval removal, ICertificateSigner signer, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<EraseCaller, Result<LaneOutcome>>
{
    private const int Batch = 100;

    public async Task<Result<LaneOutcome>> Handle(EraseCaller request, CancellationToken cancellationToken)
    {
        var id = new ErasureId(request.Lease.SubjectId);
        var erasure = await db.Erasures.SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (erasure is not { State: ErasureState.Running })
        {
            return new LaneOutcome.Cancel("The erasure is not to be carried out.");
        }

        while (true)
        {
            if (await db.Calls.CoveredBy(erasure).Held(db).AnyAsync(cancellationToken))
            {
                return await HoldAsync(erasure, request.Lease, cancellationToken);
            }

            var calls = await db.Calls.AsNoTracking().CoveredBy(erasure)
                .OrderBy(call => call.Id)
                .Take(Batch)
                .Select(call => call.Id)
                .ToListAsync(cancellationToken);
            if (calls.Count == 0)
            {
                return await FinishAsync(erasure, request.Lease, cancellationToken);
            }

            foreach (var callId in calls)
            {
                // Asked again for each: a hold that was placed while the batch runs counts.
                if (await db.Calls.Where(call => call.Id == callId).Held(db).AnyAsync(cancellationToken))
                {
                    break;
                }

                await (erasure.DeletesCalls
                    ? removal.DeleteAsync(callId, erasure.Id, cancellationToken)
                    : removal.EraseAsync(callId, erasure.Id, cancellationToken));
            }
        }
    }

    private async Task<Result<LaneOutcome>> FinishAsync(Erasure erasure, WorkLease lease, CancellationToken cancellationToken)
    {
        var removals = await db.Removals.AsNoTracking().Where(row => row.ErasureId == erasure.Id).ToListAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var document = ErasureDocument.Write(erasure, removals, now);
        erasure.Finish(document, await signer.SignAsync(document, cancellationToken), now);
        audit.Record(
            AuditAction.ErasureFinished, "erasure", erasure.Id.ToString(),
            after: new { Calls = removals.Select(row => row.CallId).Distinct().Count(), erasure.Signature });
        db.Complete(lease);
        await db.SaveChangesAsync(cancellationToken);
        return new LaneOutcome.Done();
    }

    private async Task<Result<LaneOutcome>> HoldAsync(Erasure erasure, WorkLease lease, CancellationToken cancellationToken)
    {
        erasure.Hold();
        audit.Record(AuditAction.ErasureHeld, "erasure", erasure.Id.ToString());
        db.Complete(lease);
        await db.SaveChangesAsync(cancellationToken);
        return new LaneOutcome.Done();
    }
}
