using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.ApiKeys;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Organizations;

/// <summary>What every change to the memberships of an organization has to ask.</summary>
internal static class MembershipChanges
{
    /// <summary>
    /// Why the caller may not touch this member, or null. What the caller may do is read again, under the lock: of two
    /// owners who remove each other at once the second one finds that they are no longer an owner.
    /// </summary>
    public static async Task<Error?> RefuseChangeAsync(
        this IAppDbContext db, ICurrentUser currentUser, Membership member, Permission permission, CancellationToken cancellationToken) =>
        currentUser.IsSet && member.UserId == currentUser.UserId ? MemberErrors.OwnMembership
            : await db.CallerMayAsync(currentUser, permission, cancellationToken) ? null
            : MemberErrors.OwnersOnly;

    /// <summary>Whether the caller holds the permission at this moment, and not only when the request began.</summary>
    public static async Task<bool> CallerMayAsync(
        this IAppDbContext db, ICurrentUser currentUser, Permission permission, CancellationToken cancellationToken)
    {
        if (currentUser.ApiKeyId is { } keyId)
        {
            return await db.ApiKeys.AsNoTracking().SingleOrDefaultAsync(key => key.Id == keyId, cancellationToken) is { } key
                && ApiKeyScopes.PermissionsOf(key.Scopes).Contains(permission);
        }

        var userId = currentUser.UserId;
        return await db.Memberships.AsNoTracking().SingleOrDefaultAsync(row => row.UserId == userId, cancellationToken) is { } own
            && own.Role.Allows(permission);
    }
}
