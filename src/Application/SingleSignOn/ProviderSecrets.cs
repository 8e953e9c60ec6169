using CallScript.Application.Common;
using CallScript.Domain.Organizations;
using CallScript.Domain.SingleSignOn;

namespace CallScript.Application.SingleSignOn;

/// <summary>The provider's client secret, sealed under the organization's key; there is one a organization.</summary>
internal static class ProviderSecrets
{
    public static SecretName NameOf(OrganizationId organizationId) =>
        new(organizationId, SecretKind.IdentityProviderSecret, organizationId.Value);

    public static async Task<ProviderSettings> OpenAsync(
        this ISecretProtector secrets, IdentityProvider provider, CancellationToken cancellationToken)
    {
        var secret = await secrets.UnprotectAsync(NameOf(provider.OrganizationId), provider.SealedClientSecret, cancellationToken);
        return new ProviderSettings(provider.OrganizationId, provider.Issuer, provider.ClientId, secret);
    }
}
