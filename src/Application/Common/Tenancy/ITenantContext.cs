using CallScript.Domain.Organizations;

namespace CallScript.Application.Common.Tenancy;

/// <summary>
/// The organization that the current scope works for. Set once, from the route or from a work item, never from a
/// request's body; reading it unset is a bug and throws.
/// </summary>
public interface ITenantContext
{
    bool IsSet { get; }

    OrganizationId OrganizationId { get; }

    /// <exception cref="InvalidOperationException">The scope already works for another organization.</exception>
    void Enter(OrganizationId organizationId);
}

/// <summary>The signed-in person of the current scope.</summary>
public interface ICurrentUser
{
    bool IsSet { get; }

    UserId UserId { get; }

    /// <exception cref="InvalidOperationException">The scope already belongs to another person.</exception>
    void SignIn(UserId userId);
}
