using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Organizations;

/// <summary>Gives another member another role.</summary>
public sealed record ChangeMemberRole(Guid UserId, OrganizationRole Role) : IRequest<Result>;

internal sealed class ChangeMemberRoleValidator : AbstractValidator<ChangeMemberRole>
{
    public ChangeMemberRoleValidator() => RuleFor(request => request.Role).IsInEnum();
}

internal sealed class ChangeMemberRoleHandler(IAppDbContext db, ICurrentUser currentUser, IAuditTrail audit)
    : IRequestHandler<ChangeMemberRole, Result>
{
    public async Task<Result> Handle(ChangeMemberRole request, CancellationToken cancellationToken)
    {
        await using var change = await db.BeginMembershipChangeAsync(cancellationToken);
        var userId = new UserId(request.UserId);
        var member = await db.Memberships.SingleOrDefaultAsync(row => row.UserId == userId, cancellationToken);
        if (member is null)
        {
            return MemberErrors.NotFound;
        }

        // The changer may have been demoted by the very person they are about to demote.
        if (await db.RefuseChangeAsync(currentUser, member, Permission.ManageAdmins, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        audit.Record(
            AuditAction.MemberRoleChanged, "member", member.UserId.ToString(), new { member.Role }, new { request.Role });
        member.ChangeRole(request.Role);
        await db.SaveChangesAsync(cancellationToken);
        await change.CommitAsync(cancellationToken);
        return Result.Success;
    }
}
