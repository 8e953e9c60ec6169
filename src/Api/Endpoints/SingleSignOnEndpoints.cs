using CallScript.Api.Auth;
using CallScript.Api.Errors;
using CallScript.Api.Hosting;
using CallScript.Application.SingleSignOn;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Endpoints;

/// <summary>Sign-in through an organization's own identity provider. These two are pages for browsers: they answer with redirects.</summary>
internal sealed class SingleSignOnEndpoints : IEndpointGroup
{
    private const string Cookie = "callscript_sso";
    private const string CookiePath = "/api/v1/auth/oidc";

    public static void Map(IEndpointRouteBuilder api)
    {
        var oidc = api.MapGroup("/auth/oidc").WithTags("Single sign-on").AllowAnonymous().LimitCredentials().OpenToVouchedSessions();
        oidc.MapGet("/{slug}/start", StartAsync).WithName("StartSingleSignOn")
            .WithSummary("Send the browser to the organization's identity provider.")
            .Produces(StatusCodes.Status302Found);
        oidc.MapGet("/callback", CompleteAsync).WithName("CompleteSingleSignOn")
            .WithSummary("Where identity providers send the browser back to.")
            .Produces(StatusCodes.Status302Found);

        var provider = api.MapOrganizationGroup("identity-provider", "Single sign-on");
        provider.MapGet("", GetAsync).WithName("GetIdentityProvider")
            .WithSummary("The organization's identity provider; its secret is masked.")
            .RequirePermission(Permission.ManageAdmins);
        provider.MapPut("", SetAsync).WithName("SetIdentityProvider").WithSummary("Set the organization's identity provider.")
            .RequirePermission(Permission.ManageAdmins)
            .ProducesProblem(StatusCodes.Status400BadRequest);
        provider.MapDelete("", RemoveAsync).WithName("RemoveIdentityProvider")
            .WithSummary("End sign-in through the provider, and every session that it has vouched for.")
            .RequirePermission(Permission.ManageAdmins);
    }

    private static async Task<RedirectHttpResult> StartAsync(
        string slug, IMediator mediator, HttpContext http, CancellationToken cancellationToken, string? returnTo = null)
    {
        var started = await mediator.Send(new StartSingleSignOn(slug, Local(returnTo)), cancellationToken);
        if (!started.IsSuccess)
        {
            return Failed(started.Error);
        }

        http.Response.Cookies.Append(Cookie, started.Value.Ticket, Options(http));
        return TypedResults.Redirect(started.Value.Address.AbsoluteUri);
    }

    private static async Task<RedirectHttpResult> CompleteAsync(
        IMediator mediator,
        HttpContext http,
        CancellationToken cancellationToken,
        string? state = null,
        string? code = null,
        string? iss = null)
    {
        var completed = await mediator.Send(new CompleteSingleSignOn(http.Request.Cookies[Cookie], state, code, iss), cancellationToken);
        http.Response.Cookies.Delete(Cookie, Options(http));
        if (!completed.IsSuccess)
        {
            return Failed(completed.Error);
        }

        SessionCookie.Write(http, completed.Value.Session);
        return TypedResults.Redirect(completed.Value.ReturnTo ?? "/");
    }

    private static async Task<Results<Ok<IdentityProviderResponse>, ProblemHttpResult>> GetAsync(
        IMediator mediator, CancellationToken cancellationToken)
    {
        var provider = await mediator.Send(new GetIdentityProvider(), cancellationToken);
        return provider.IsSuccess ? TypedResults.Ok(provider.Value) : provider.Error.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SetAsync(
        SetIdentityProvider request, IMediator mediator, CancellationToken cancellationToken)
    {
        var set = await mediator.Send(request, cancellationToken);
        return set.IsSuccess ? TypedResults.NoContent() : set.Error.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(IMediator mediator, CancellationToken cancellationToken)
    {
        var removed = await mediator.Send(new RemoveIdentityProvider(), cancellationToken);
        return removed.IsSuccess ? TypedResults.NoContent() : removed.Error.ToProblem();
    }

    // A page of ours and nothing else, so that a link cannot send people elsewhere after they have signed in.
    private static string? Local(string? returnTo) =>
        returnTo is { Length: > 3 and <= 2_000 } && returnTo.StartsWith("/o/", StringComparison.Ordinal)
        && returnTo.All(character => character is > ' ' and <= '~' and not '\\')
            ? returnTo
            : null;

    private static RedirectHttpResult Failed(Error error) => TypedResults.Redirect($"/sign-in?problem={error.Code}");

    // Lax, because the browser comes back from another site; it opens nothing by itself.
    private static CookieOptions Options(HttpContext http) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
        Path = CookiePath,
        IsEssential = true,
    };
}
