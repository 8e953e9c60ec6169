using CallScript.Application.ApiKeys;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Application.Recordings;
using CallScript.Domain.ApiKeys;
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

    /// <summary>The caller is an API key without the scope.</summary>
    MissingScope,
}

/// <summary>
/// Lets a person or an API key into an organization for the rest of the scope. Memberships and keys are read for each
/// request, so that whoever is removed, demoted or revoked loses access at once.
/// </summary>
internal sealed class OrganizationGate(
    IAppDbContext db, ITenantContext tenant, ICurrentUser currentUser, ICurrentAccess access, TimeProvider clock)
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

    /// <summary>A key opens one organization; every other one does not exist for it.</summary>
    public async Task<GateAnswer> EnterAsync(
        ApiKeyIdentity key, OrganizationId organizationId, Permission permission, CancellationToken cancellationToken)
    {
        if (key.OrganizationId != organizationId)
        {
            return GateAnswer.NotAMember;
        }

        tenant.Enter(organizationId);
        currentUser.SignIn(key.Id);
        var now = clock.GetUtcNow();
        var stored = await db.ApiKeys.AsNoTracking().SingleOrDefaultAsync(row => row.Id == key.Id, cancellationToken);
        if (stored is null || !stored.IsUsable(now))
        {
            return GateAnswer.NotAMember;
        }

        if (stored.IsLastUseStale(now))
        {
            await db.ApiKeys.Where(row => row.Id == key.Id)
                .ExecuteUpdateAsync(row => row.SetProperty(used => used.LastUsedAt, now), cancellationToken);
        }

        var permissions = ApiKeyScopes.PermissionsOf(stored.Scopes);
        access.Grant(permissions);
        return permissions.Contains(permission) ? GateAnswer.Entered : GateAnswer.MissingScope;
    }

    /// <summary>Whoever an audio link was made for.</summary>
    public Task<GateAnswer> EnterAsync(
        AudioListener listener, OrganizationId organizationId, Permission permission, CancellationToken cancellationToken) =>
        listener.ApiKeyId is { } key
            ? EnterAsync(new ApiKeyIdentity(key, organizationId), organizationId, permission, cancellationToken)
            : EnterAsync(listener.UserId ?? default, organizationId, permission, cancellationToken);
}
