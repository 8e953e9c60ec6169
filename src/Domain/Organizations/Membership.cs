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
}
