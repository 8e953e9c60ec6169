using CallScript.Domain.Common;

namespace CallScript.Domain.Organizations;

/// <summary>A person's place in an organization.</summary>
public sealed class Membership : ITenantOwned
{
    private Membership()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public UserId UserId { get; private set; }

    public OrganizationRole Role { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public static Membership Create(OrganizationId organizationId, UserId userId, OrganizationRole role, DateTimeOffset now) =>
        new() { OrganizationId = organizationId, UserId = userId, Role = role, CreatedAt = now };

    public void ChangeRole(OrganizationRole role) => Role = role;
}

/// <summary>Who may touch whom.</summary>
public static class MembershipRules
{
    /// <summary>What inviting, changing or removing a member of this role asks for.</summary>
    public static Permission PermissionOver(OrganizationRole role) =>
        role >= OrganizationRole.Admin ? Permission.ManageAdmins : Permission.ManageMembers;

    /// <summary>Whether an organization with these owners keeps one when the person goes.</summary>
    public static bool KeepsAnOwner(IEnumerable<UserId> owners, UserId leaving) => owners.Any(owner => owner != leaving);
}
