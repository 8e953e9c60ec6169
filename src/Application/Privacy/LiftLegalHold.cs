using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Privacy;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Privacy;

/// <summary>Ends a legal hold; retention and erasures may remove again what it kept.</summary>
public sealed record LiftLegalHold(Guid HoldId) : IRequest<Result<LegalHoldDetail>>;

internal sealed class LiftLegalHoldHandler(
    IAppDbContext db, ICurrentUser currentUser, PrivacyPresentation presentation, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<LiftLegalHold, Result<LegalHoldDetail>>
{
    public async Task<Result<LegalHoldDetail>> Handle(LiftLegalHold request, CancellationToken cancellationToken)
    {
        var id = new LegalHoldId(request.HoldId);
        var hold = await db.LegalHolds.SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (hold is null)
        {
            return PrivacyErrors.HoldNotFound;
        }

        var lifted = hold.Lift(currentUser.IsSet ? currentUser.UserId : null, clock.GetUtcNow());
        if (!lifted.IsSuccess)
        {
            return lifted.Error;
        }

        audit.Record(AuditAction.LegalHoldLifted, "legal_hold", hold.Id.ToString(), before: new { hold.Scope, hold.Reason });
        await db.SaveChangesAsync(cancellationToken);
        return (await presentation.PresentAsync([hold], cancellationToken))[0];
    }
}
