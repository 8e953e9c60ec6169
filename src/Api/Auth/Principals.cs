using System.Security.Claims;
using CallScript.Application.ApiKeys;
using CallScript.Domain.Accounts;
using CallScript.Domain.ApiKeys;
using CallScript.Domain.Organizations;
using CallScript.Infrastructure.Identity;
using Microsoft.IdentityModel.JsonWebTokens;

namespace CallScript.Api.Auth;

internal static class Principals
{
    private const string KeyClaim = "api_key";
    private const string OrganizationClaim = "api_key_organization";

    /// <summary>The session that the access token belongs to; null when it names none.</summary>
    public static UserSessionId? FindSessionId(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(JwtRegisteredClaimNames.Sid), out var id) ? new UserSessionId(id) : null;

    /// <summary>The one organization that the session may enter; null when it may enter all of the person's.</summary>
    public static OrganizationId? FindVouchedBy(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(AccessTokens.VouchedByClaim), out var id) ? new OrganizationId(id) : null;

    /// <summary>The person that the access token names; null when it names none.</summary>
    public static UserId? FindUserId(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(JwtRegisteredClaimNames.Sub), out var id) ? new UserId(id) : null;

    public static ClaimsPrincipal OfApiKey(ApiKeyIdentity key, string scheme) => new(new ClaimsIdentity(
        [new Claim(KeyClaim, key.Id.ToString()), new Claim(OrganizationClaim, key.OrganizationId.ToString())], scheme));

    /// <summary>The API key that calls; null when a person or nobody does.</summary>
    public static ApiKeyIdentity? FindApiKey(this ClaimsPrincipal principal) =>
        principal.FindFirstValue(KeyClaim) is { } key && principal.FindFirstValue(OrganizationClaim) is { } organization
            ? new ApiKeyIdentity(new ApiKeyId(Guid.Parse(key)), new OrganizationId(Guid.Parse(organization)))
            : null;
}
