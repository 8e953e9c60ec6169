using System.Security.Claims;
using CallScript.Domain.Organizations;
using Microsoft.IdentityModel.JsonWebTokens;

namespace CallScript.Api.Auth;

internal static class Principals
{
    /// <summary>The person that the access token names; null when it names none.</summary>
    public static UserId? FindUserId(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(JwtRegisteredClaimNames.Sub), out var id) ? new UserId(id) : null;
}
