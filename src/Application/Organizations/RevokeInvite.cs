using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Organizations;

/// <summary>Withdraws an invite: its link ends at once.</summary>
public sealed record RevokeInvite(Guid InviteId) : IRequest<Result>;

internal sealed class RevokeInviteHandler(IAppDbContext db, ICurrentUser currentUser, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<RevokeInvite, Result>
{
    public async Task<Result> Handle(RevokeInvite request, CancellationToken cancellationToken)
    {
        await using var change = await db.BeginMembershipChangeAsync(cancellationToken);
        var id = new InviteId(request.InviteId);
        if (await db.Invites.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } invite)
        {
            return InviteErrors.NotFound;
        }

        if (!await db.CallerMayAsync(currentUser, MembershipRules.PermissionOver(invite.Role), cancellationToken))
        {
            return MemberErrors.OwnersOnly;
        }

        var revoked = invite.Revoke(clock.GetUtcNow());
        if (!revoked.IsSuccess)
        {
            return revoked.Error;
        }

        audit.Record(AuditAction.InviteRevoked, "invite", invite.Id.ToString(), before: new { invite.Email, invite.Role });
        await db.SaveChangesAsync(cancellationToken);
        await change.CommitAsync(cancellationToken);
        return Result.Success;
    }
}
