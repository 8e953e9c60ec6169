using CallScript.Api.Errors;
using CallScript.Api.Hosting;
using CallScript.Application.Accounts;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Endpoints;

/// <summary>
/// Sessions of browsers. The refresh token never leaves an httpOnly cookie that is sent to these endpoints alone;
/// a header that a foreign page cannot set without a preflight guards against forged requests.
/// </summary>
internal sealed class AuthEndpoints : IEndpointGroup
{
    public const string RefreshCookie = "callscript_refresh";
    public const string RequestHeader = "X-CallScript-Request";
    private const string CookiePath = "/api/v1/auth";

    public static void Map(IEndpointRouteBuilder api)
    {
        var auth = api.MapGroup("/auth").WithTags("Sessions").AllowAnonymous().LimitCredentials();
        auth.MapPost("/sign-in", SignInAsync).WithName("SignIn").WithSummary("Start a session.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized);
        auth.MapPost("/refresh", RefreshAsync).WithName("RefreshSession")
            .WithSummary("Renew the session of the refresh cookie.")
            .WithDescription($"Needs the header {RequestHeader}: 1.")
            .ProducesProblem(StatusCodes.Status401Unauthorized);
        auth.MapPost("/sign-out", SignOutAsync).WithName("SignOut").WithSummary("End the session of the refresh cookie.");
    }

    private static async Task<Results<Ok<SessionResponse>, ProblemHttpResult>> SignInAsync(
        SignIn request, IMediator mediator, HttpContext http, CancellationToken cancellationToken)
    {
        var session = await mediator.Send(request, cancellationToken);
        return session.IsSuccess ? Answer(http, session.Value) : session.Error.ToProblem();
    }

    private static async Task<Results<Ok<SessionResponse>, ProblemHttpResult>> RefreshAsync(
        IMediator mediator, HttpContext http, CancellationToken cancellationToken)
    {
        if (!http.Request.Headers.ContainsKey(RequestHeader))
        {
            return AccountErrors.SessionEnded.ToProblem();
        }

        var session = await mediator.Send(new RefreshSession(http.Request.Cookies[RefreshCookie]), cancellationToken);
        if (session.IsSuccess)
        {
            return Answer(http, session.Value);
        }

        http.Response.Cookies.Delete(RefreshCookie, CookieOptions(http, expires: null));
        return session.Error.ToProblem();
    }

    private static async Task<NoContent> SignOutAsync(IMediator mediator, HttpContext http, CancellationToken cancellationToken)
    {
        await mediator.Send(new SignOut(http.Request.Cookies[RefreshCookie]), cancellationToken);
        http.Response.Cookies.Delete(RefreshCookie, CookieOptions(http, expires: null));
        return TypedResults.NoContent();
    }

    private static Ok<SessionResponse> Answer(HttpContext http, Session session)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Cookies.Append(RefreshCookie, session.RefreshToken, CookieOptions(http, session.RefreshExpiresAt));
        return TypedResults.Ok(new SessionResponse(session.AccessToken.Token, session.AccessToken.ExpiresAt));
    }

    private static CookieOptions CookieOptions(HttpContext http, DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps,
        Path = CookiePath,
        Expires = expires,
    };
}

/// <param name="AccessToken">For the header <c>Authorization: Bearer ...</c>.</param>
/// <param name="ExpiresAt">UTC.</param>
internal sealed record SessionResponse(string AccessToken, DateTimeOffset ExpiresAt);
