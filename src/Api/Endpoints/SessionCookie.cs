using CallScript.Application.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Endpoints;

/// <summary>
/// The refresh token's way to and from browsers: an httpOnly cookie that is sent to the session endpoints alone and
/// never from a foreign page.
/// </summary>
internal static class SessionCookie
{
    public const string Name = "callscript_refresh";
    private const string Path = "/api/v1/auth";

    public static string? Read(HttpContext http) => http.Request.Cookies[Name];

    /// <summary>Puts the refresh token into the cookie and the access token into the answer.</summary>
    public static Ok<SessionResponse> Answer(HttpContext http, Session session)
    {
        Write(http, session);
        return TypedResults.Ok(new SessionResponse(session.AccessToken.Token, session.AccessToken.ExpiresAt));
    }

    public static void Write(HttpContext http, Session session)
    {
        http.Response.Cookies.Append(Name, session.RefreshToken, Options(http, session.RefreshExpiresAt));
    }

    public static void Delete(HttpContext http) => http.Response.Cookies.Delete(Name, Options(http, expires: null));

    private static CookieOptions Options(HttpContext http, DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps,
        Path = Path,
        Expires = expires,
    };
}

/// <param name="AccessToken">For the header <c>Authorization: Bearer ...</c>.</param>
/// <param name="ExpiresAt">UTC.</param>
internal sealed record SessionResponse(string AccessToken, DateTimeOffset ExpiresAt);
