using CallScript.Api.Auth;
using CallScript.Api.Errors;
using CallScript.Api.Hosting;
using CallScript.Application.Accounts;
using CallScript.Domain.Common;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Endpoints;

/// <summary>
/// Ways to a session, and out of it. Everything here is open to strangers, so no answer says whether an account
/// exists; a header that a foreign page cannot set without a preflight guards against forged requests.
/// </summary>
internal sealed class AuthEndpoints : IEndpointGroup
{
    public const string RequestHeader = "X-CallScript-Request";

    public static void Map(IEndpointRouteBuilder api)
    {
        var sessions = api.MapGroup("/auth").WithTags("Sessions").AllowAnonymous().OpenToVouchedSessions();

        // Nobody guesses a refresh token of 256 bits, and every page that is opened renews its session with one; an office
        // behind one address would soon be locked out.
        var auth = sessions.MapGroup("").LimitCredentials();
        api.MapGet("/auth/settings", GetSettings).WithTags("Sessions").AllowAnonymous().OpenToVouchedSessions()
            .WithName("GetSignInSettings").WithSummary("What the sign-in page offers.");
        auth.MapPost("/sign-in", SignInAsync).WithName("SignIn").WithSummary("Start a session, or the second step where the account has one.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized);
        auth.MapPost("/second-step", CompleteSignInAsync).WithName("CompleteSignIn")
            .WithSummary("Finish signing in with a code of the authenticator app or a recovery code.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized);
        sessions.MapPost("/refresh", RefreshAsync).WithName("RefreshSession")
            .WithSummary("Renew the session of the refresh cookie.")
            .WithDescription($"Needs the header {RequestHeader}: 1.")
            .ProducesProblem(StatusCodes.Status401Unauthorized);
        sessions.MapPost("/sign-out", SignOutAsync).WithName("SignOut").WithSummary("End the session of the refresh cookie.");
        auth.MapPost("/sign-up", RequestSignUpAsync).WithName("RequestSignUp")
            .WithSummary("Have a link sent with which an account can be made, where sign-up is open.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden);
        auth.MapPost("/sign-up/complete", CompleteSignUpAsync).WithName("CompleteSignUp")
            .WithSummary("Make the account and sign in.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden);
        auth.MapPost("/forgot-password", RequestPasswordResetAsync).WithName("RequestPasswordReset")
            .WithSummary("Have a link sent with which a new password can be set.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        auth.MapPost("/reset-password", ResetPasswordAsync).WithName("ResetPassword")
            .WithSummary("Set a new password with the link of a letter. All sessions end.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        auth.MapPost("/confirm-email", ConfirmEmailAsync).WithName("ConfirmEmail")
            .WithSummary("Make the address that received the link the account's.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static Ok<SignInSettingsResponse> GetSettings(IAccountSettings settings) =>
        TypedResults.Ok(new SignInSettingsResponse(settings.OpenSignUp));

    private static async Task<Results<Ok<SessionResponse>, Accepted<SecondStepResponse>, ProblemHttpResult>> SignInAsync(
        SignIn request, IMediator mediator, HttpContext http, CancellationToken cancellationToken)
    {
        var signedIn = await mediator.Send(request, cancellationToken);
        if (!signedIn.IsSuccess)
        {
            return signedIn.Error.ToProblem();
        }

        if (signedIn.Value.SecondStep is { } step)
        {
            return TypedResults.Accepted((string?)null, new SecondStepResponse(step.Ticket, step.ExpiresAt));
        }

        return SessionCookie.Answer(http, signedIn.Value.Session!);
    }

    private static async Task<Results<Ok<SessionResponse>, ProblemHttpResult>> CompleteSignInAsync(
        CompleteSignIn request, IMediator mediator, HttpContext http, CancellationToken cancellationToken)
    {
        var session = await mediator.Send(request, cancellationToken);
        return session.IsSuccess ? SessionCookie.Answer(http, session.Value) : session.Error.ToProblem();
    }

    private static async Task<Results<Ok<SessionResponse>, ProblemHttpResult>> RefreshAsync(
        IMediator mediator, HttpContext http, CancellationToken cancellationToken)
    {
        if (!http.Request.Headers.ContainsKey(RequestHeader))
        {
            return AccountErrors.SessionEnded.ToProblem();
        }

        var session = await mediator.Send(new RefreshSession(SessionCookie.Read(http)), cancellationToken);
        if (session.IsSuccess)
        {
            return SessionCookie.Answer(http, session.Value);
        }

        SessionCookie.Delete(http);
        return session.Error.ToProblem();
    }

    private static async Task<NoContent> SignOutAsync(IMediator mediator, HttpContext http, CancellationToken cancellationToken)
    {
        await mediator.Send(new SignOut(SessionCookie.Read(http)), cancellationToken);
        SessionCookie.Delete(http);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> RequestSignUpAsync(
        RequestSignUp request, IMediator mediator, CancellationToken cancellationToken) =>
        Accepted(await mediator.Send(request, cancellationToken));

    private static async Task<Results<Ok<SessionResponse>, ProblemHttpResult>> CompleteSignUpAsync(
        CompleteSignUp request, IMediator mediator, HttpContext http, CancellationToken cancellationToken)
    {
        var session = await mediator.Send(request, cancellationToken);
        return session.IsSuccess ? SessionCookie.Answer(http, session.Value) : session.Error.ToProblem();
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> RequestPasswordResetAsync(
        RequestPasswordReset request, IMediator mediator, CancellationToken cancellationToken) =>
        Accepted(await mediator.Send(request, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> ResetPasswordAsync(
        ResetPassword request, IMediator mediator, HttpContext http, CancellationToken cancellationToken)
    {
        var reset = await mediator.Send(request, cancellationToken);
        if (!reset.IsSuccess)
        {
            return reset.Error.ToProblem();
        }

        SessionCookie.Delete(http);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ConfirmEmailAsync(
        ConfirmEmail request, IMediator mediator, CancellationToken cancellationToken)
    {
        var confirmed = await mediator.Send(request, cancellationToken);
        return confirmed.IsSuccess ? TypedResults.NoContent() : confirmed.Error.ToProblem();
    }

    private static Results<Accepted, ProblemHttpResult> Accepted(Result result) =>
        result.IsSuccess ? TypedResults.Accepted((string?)null) : result.Error.ToProblem();
}

/// <param name="OpenSignUp">Whether anybody may make an account; otherwise only who was invited.</param>
internal sealed record SignInSettingsResponse(bool OpenSignUp);

/// <param name="Ticket">To be sent with the code.</param>
/// <param name="ExpiresAt">UTC; afterwards the sign-in starts over.</param>
internal sealed record SecondStepResponse(string Ticket, DateTimeOffset ExpiresAt);
