using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using MediatR;

namespace CallScript.Application.Integrations.Backfills;

public enum BackfillChange
{
    Pause,
    Resume,
    Cancel,
}

/// <summary>Pauses, resumes or cancels a backfill; a step that is under way is finished first.</summary>
public sealed record ChangeBackfill(Guid BackfillId, BackfillChange Change) : IRequest<Result<BackfillDetail>>;

internal sealed class ChangeBackfillHandler(IAppDbContext db, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<ChangeBackfill, Result<BackfillDetail>>
{
    public async Task<Result<BackfillDetail>> Handle(ChangeBackfill request, CancellationToken cancellationToken)
    {
        if (await db.FindBackfillAsync(request.BackfillId, cancellationToken) is not { } read)
        {
            return CallLogReadErrors.NotFound;
        }

        var now = clock.GetUtcNow();
        var (changed, action) = request.Change switch
        {
            BackfillChange.Pause => (read.Pause(now), AuditAction.BackfillPaused),
            BackfillChange.Resume => (read.Resume(), AuditAction.BackfillResumed),
            _ => (read.Cancel(now), AuditAction.BackfillCancelled),
        };
        if (!changed.IsSuccess)
        {
            return changed.Error;
        }

        audit.Record(action, "backfill", read.Id.ToString(), after: new { read.Position });
        await db.SaveChangesAsync(cancellationToken);
        return BackfillDetail.Of(read, now);
    }
}
