using CallScript.Application.Common;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.Domain.Secrets;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.SingleSignOn;

/// <summary>How the organization's people sign in through its own identity provider.</summary>
public sealed record GetIdentityProvider : IRequest<Result<IdentityProviderResponse>>;

/// <param name="Issuer">As the provider names itself.</param>
/// <param name="ClientId">What CallScript is called there.</param>
/// <param name="ClientSecret">Masked but for its last characters; sent back unchanged it stays as it is.</param>
/// <param name="AllowedDomains">Domains of the addresses that are let in.</param>
/// <param name="DefaultRole">What newcomers become; null lets only members in.</param>
/// <param name="UpdatedAt">UTC.</param>
public sealed record IdentityProviderResponse(
    string Issuer, string ClientId, string ClientSecret, IReadOnlyList<string> AllowedDomains, OrganizationRole? DefaultRole, DateTimeOffset UpdatedAt);

internal sealed class GetIdentityProviderHandler(IAppDbContext db, ISecretProtector secrets)
    : IRequestHandler<GetIdentityProvider, Result<IdentityProviderResponse>>
{
    public async Task<Result<IdentityProviderResponse>> Handle(GetIdentityProvider request, CancellationToken cancellationToken)
    {
        if (await db.IdentityProviders.AsNoTracking().SingleOrDefaultAsync(cancellationToken) is not { } provider)
        {
            return SingleSignOnErrors.NotSetUp;
        }

        var settings = await secrets.OpenAsync(provider, cancellationToken);
        return new IdentityProviderResponse(
            provider.Issuer,
            provider.ClientId,
            SecretMask.Of(settings.ClientSecret),
            provider.AllowedDomains,
            provider.DefaultRole,
            provider.UpdatedAt);
    }
}
