using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.SingleSignOn;

/// <summary>
/// The OpenID Connect provider that vouches for an organization's people. What it says counts within this organization
/// alone.
/// </summary>
public sealed class IdentityProvider : ITenantOwned
{
    public const int IssuerMaxLength = 500;
    public const int ClientIdMaxLength = 200;
    public const int DomainsMaxCount = 20;
    public const int DomainMaxLength = 253;

    private IdentityProvider()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    /// <summary>As the provider names itself in its tokens, letter by letter.</summary>
    public string Issuer { get; private set; } = "";

    public string ClientId { get; private set; } = "";

    public byte[] SealedClientSecret { get; private set; } = [];

    /// <summary>Domains of the addresses that are let in, in lower case.</summary>
    public IReadOnlyList<string> AllowedDomains { get; private set; } = [];

    /// <summary>What people become who are not members yet; null lets only members in.</summary>
    public OrganizationRole? DefaultRole { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public static IdentityProvider Create(OrganizationId organizationId) => new() { OrganizationId = organizationId };

    public void Configure(
        string issuer, string clientId, IReadOnlyList<string> allowedDomains, OrganizationRole? defaultRole, DateTimeOffset now)
    {
        Issuer = issuer;
        ClientId = clientId;
        AllowedDomains = [.. allowedDomains.Select(domain => domain.ToLowerInvariant())];
        DefaultRole = defaultRole;
        UpdatedAt = now;
    }

    public void SetClientSecret(byte[] sealedSecret) => SealedClientSecret = sealedSecret;

    /// <summary>Whether the provider may vouch for an address.</summary>
    public bool Covers(string email) =>
        AllowedDomains.Contains(email[(email.LastIndexOf('@') + 1)..].ToLowerInvariant());
}
