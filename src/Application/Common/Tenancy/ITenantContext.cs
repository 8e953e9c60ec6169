using CallScript.Domain.ApiKeys;
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

/// <summary>Who acts in the current scope: a person, or an integrator's API key.</summary>
public interface ICurrentUser
{
    /// <summary>Whether a person acts.</summary>
    bool IsSet { get; }

    /// <exception cref="InvalidOperationException">No person acts.</exception>
    UserId UserId { get; }

    /// <summary>The key that acts in a person's place; null when a person or nobody does.</summary>
    ApiKeyId? ApiKeyId { get; }

    /// <exception cref="InvalidOperationException">Somebody else already acts in this scope.</exception>
    void SignIn(UserId userId);

    /// <exception cref="InvalidOperationException">Somebody else already acts in this scope.</exception>
    void SignIn(ApiKeyId apiKeyId);

    /// <summary>
    /// SHA-256 of a token that the caller showed: an API key or an invite. It opens the one row that it belongs to, in
    /// whichever organization, and nothing else.
    /// </summary>
    byte[]? PresentedToken { get; }

    void Present(byte[] tokenHash);
}
