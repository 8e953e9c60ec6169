using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Pipeline;
using CallScript.Domain.Privacy;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Privacy;

/// <summary>Starts an erasure that was previewed. There is no way back.</summary>
public sealed record ConfirmErasure(Guid ErasureId) : IRequest<Result<ErasureDetail>>;

internal sealed class ConfirmErasureHandler(
    IAppDbContext db, ICurrentUser currentUser, PrivacyPresentation presentation, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<ConfirmErasure, Result<ErasureDetail>>
{
    public async Task<Result<ErasureDetail>> Handle(ConfirmErasure request, CancellationToken cancellationToken)
    {
        var id = new ErasureId(request.ErasureId);
        var erasure = await db.Erasures.SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (erasure is null)
        {
            return PrivacyErrors.ErasureNotFound;
        }

        var held = await db.Calls.CoveredBy(erasure).Held(db).CountAsync(cancellationToken);
        if (held > 0)
        {
            return PrivacyErrors.UnderHold(held);
        }

        var now = clock.GetUtcNow();
        var confirmed = erasure.Confirm(currentUser.IsSet ? currentUser.UserId : null, now);
        if (!confirmed.IsSuccess)
        {
            return confirmed.Error;
        }

        db.Enqueue(Lane.Privacy, erasure.OrganizationId, erasure.Id.Value, now, clock);
        audit.Record(AuditAction.ErasureConfirmed, "erasure", erasure.Id.ToString(), after: new { erasure.DeletesCalls, erasure.Found });
        await db.SaveChangesAsync(cancellationToken);
        return (await presentation.PresentAsync([erasure], cancellationToken))[0];
    }
}
