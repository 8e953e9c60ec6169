using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Organizations;

/// <summary>Takes another member out of the organization; their access ends with the next request.</summary>
public sealed record RemoveMember(Guid UserId) : IRequest<Result>;

internal sealed class RemoveMemberHandler(IAppDbContext db, ICurrentUser currentUser, IAuditTrail audit)
    : IRequestHandler<RemoveMember, Result>
{
    public async Task<Result> Handle(RemoveMember request, CancellationToken cancellationToken)
    {
        await using var change = await db.BeginMembershipChangeAsync(cancellationToken);
        var userId = new UserId(request.UserId);
        var member = await db.Memberships.SingleOrDefaultAsync(row => row.UserId == userId, cancellationToken);
        if (member is null)
        {
            return MemberErrors.NotFound;
        }

        var needed = MembershipRules.PermissionOver(member.Role);
        if (await db.RefuseChangeAsync(currentUser, member, needed, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        db.Memberships.Remove(member);
        audit.Record(AuditAction.MemberRemoved, "member", member.UserId.ToString(), before: new { member.Role });
        await db.SaveChangesAsync(cancellationToken);
        await change.CommitAsync(cancellationToken);
        return Result.Success;
    }
}
