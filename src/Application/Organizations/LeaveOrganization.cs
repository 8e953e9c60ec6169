using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Organizations;

/// <summary>The caller gives up their membership. The last owner cannot.</summary>
public sealed record LeaveOrganization : IRequest<Result>;

internal sealed class LeaveOrganizationHandler(IAppDbContext db, ICurrentUser currentUser, IAuditTrail audit)
    : IRequestHandler<LeaveOrganization, Result>
{
    public async Task<Result> Handle(LeaveOrganization request, CancellationToken cancellationToken)
    {
        await using var change = await db.BeginMembershipChangeAsync(cancellationToken);
        var userId = currentUser.UserId;
        var own = await db.Memberships.SingleOrDefaultAsync(row => row.UserId == userId, cancellationToken);
        if (own is null)
        {
            return MemberErrors.NotFound;
        }

        var owners = await db.Memberships
            .Where(row => row.Role == OrganizationRole.Owner)
            .Select(row => row.UserId)
            .ToListAsync(cancellationToken);
        if (!MembershipRules.KeepsAnOwner(owners, userId))
        {
            return MemberErrors.LastOwner;
        }

        db.Memberships.Remove(own);
        audit.Record(AuditAction.MemberLeft, "member", own.UserId.ToString(), before: new { own.Role });
        await db.SaveChangesAsync(cancellationToken);
        await change.CommitAsync(cancellationToken);
        return Result.Success;
    }
}
