using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Organizations;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Api.Auth;

/// <summary>What came of asking to enter an organization.</summary>
internal enum GateAnswer
{
    Entered,

    /// <summary>For the caller the organization does not exist.</summary>
    NotAMember,

    MissingPermission,
}

/// <summary>
/// Lets a person into an organization for the rest of the scope. The membership is read for each request, so that
/// a removed or demoted member loses access at once.
/// </summary>
internal sealed class OrganizationGate(IAppDbContext db, ITenantContext tenant, ICurrentUser currentUser, ICurrentAccess access)
{
    public async Task<GateAnswer> EnterAsync(
        UserId userId, OrganizationId organizationId, Permission permission, CancellationToken cancellationToken)
    {
        currentUser.SignIn(userId);
        var membership = await db.Memberships
            .IgnoreQueryFilters()
            .AsNoTracking()
            .SingleOrDefaultAsync(row => row.OrganizationId == organizationId && row.UserId == userId, cancellationToken);
        if (membership is null)
        {
            return GateAnswer.NotAMember;
        }

        tenant.Enter(organizationId);
        access.Grant(membership.Role.Permissions());
        return membership.Role.Allows(permission) ? GateAnswer.Entered : GateAnswer.MissingPermission;
    }
}
