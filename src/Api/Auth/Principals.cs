using System.Security.Claims;
using CallScript.Domain.Accounts;
using CallScript.Domain.Organizations;
using CallScript.Infrastructure.Identity;
using Microsoft.IdentityModel.JsonWebTokens;

namespace CallScript.Api.Auth;

internal static class Principals
{
    /// <summary>The session that the access token belongs to; null when it names none.</summary>
    public static UserSessionId? FindSessionId(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(JwtRegisteredClaimNames.Sid), out var id) ? new UserSessionId(id) : null;

    /// <summary>The one organization that the session may enter; null when it may enter all of the person's.</summary>
    public static OrganizationId? FindVouchedBy(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(AccessTokens.VouchedByClaim), out var id) ? new OrganizationId(id) : null;

    /// <summary>The person that the access token names; null when it names none.</summary>
    public static UserId? FindUserId(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(JwtRegisteredClaimNames.Sub), out var id) ? new UserId(id) : null;
}
