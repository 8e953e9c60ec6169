using CallScript.Api.Auth;
using CallScript.Api.Errors;
using CallScript.Api.Hosting;
using CallScript.Application.Accounts;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Common;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Endpoints;

/// <summary>A person's own account. What guards it changes only after they have shown lately that it is them.</summary>
internal sealed class AccountEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var account = api.MapGroup("/account").WithTags("Account")
            .AddEndpointFilter(SignInAsync)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        account.MapGet("", GetAsync).WithName("GetAccount").OpenToVouchedSessions().WithSummary("The signed-in person's account.");
        account.MapPut("/profile", RenameAsync).WithName("RenameAccount").WithSummary("Change the name that others see.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        account.MapPost("/proof", ProveAsync).WithName("ProveIdentity").LimitCredentials()
            .WithSummary("Show once more that it is you, with the password or a code. Good for fifteen minutes in this session.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        account.MapPut("/password", ChangePasswordAsync).WithName("ChangePassword")
            .WithSummary("Set a new password. All other sessions end.").WithDescription("Needs a fresh proof.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        account.MapPut("/email", ChangeEmailAsync).WithName("ChangeEmail")
            .WithSummary("Have a link sent to a new address, which becomes the account's when it is followed.")
            .WithDescription("Needs a fresh proof.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        account.MapGet("/sessions", ListSessionsAsync).WithName("ListSessions").WithSummary("Where the person is signed in.");
        account.MapDelete("/sessions", RevokeSessionsAsync).WithName("RevokeSessions")
            .WithSummary("End all sessions, or all but this one.");
        account.MapDelete("/sessions/{sessionId:guid}", RevokeSessionAsync).WithName("RevokeSession").WithSummary("End one session.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        account.MapPost("/two-factor", BeginTwoFactorAsync).WithName("BeginTwoFactor")
            .WithSummary("Make a secret for an authenticator app.").WithDescription("Needs a fresh proof.")
            .ProducesProblem(StatusCodes.Status409Conflict);
        account.MapPost("/two-factor/enable", EnableTwoFactorAsync).WithName("EnableTwoFactor").LimitCredentials()
            .WithSummary("Turn two-step sign-in on with a code of the app.").WithDescription("Needs a fresh proof.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        account.MapDelete("/two-factor", DisableTwoFactorAsync).WithName("DisableTwoFactor")
            .WithSummary("Turn two-step sign-in off.").WithDescription("Needs a fresh proof.")
            .ProducesProblem(StatusCodes.Status409Conflict);
        account.MapPost("/two-factor/recovery-codes", RenewRecoveryCodesAsync).WithName("RenewRecoveryCodes")
            .WithSummary("Make new recovery codes; the old ones stop working.").WithDescription("Needs a fresh proof.")
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async ValueTask<object?> SignInAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.User.FindUserId() is not { } userId || http.User.FindSessionId() is null)
        {
            return AccountErrors.SessionEnded.ToProblem();
        }

        http.RequestServices.GetRequiredService<ICurrentUser>().SignIn(userId);
        return await next(context);
    }

    private static async Task<Results<Ok<GetAccountResponse>, ProblemHttpResult>> GetAsync(
        IMediator mediator, HttpContext http, CancellationToken cancellationToken) =>
        Answer(await mediator.Send(new GetAccount(SessionOf(http)), cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> RenameAsync(
        RenameAccountRequest request, IMediator mediator, HttpContext http, CancellationToken cancellationToken) =>
        Done(await mediator.Send(new RenameAccount(SessionOf(http), request.DisplayName), cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> ProveAsync(
        ProveIdentityRequest request, IMediator mediator, HttpContext http, CancellationToken cancellationToken) =>
        Done(await mediator.Send(new ProveIdentity(SessionOf(http), request.Password, request.Code), cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangePasswordAsync(
        ChangePasswordRequest request, IMediator mediator, HttpContext http, CancellationToken cancellationToken) =>
        Done(await mediator.Send(new ChangePassword(SessionOf(http), request.NewPassword), cancellationToken));

    private static async Task<Results<Accepted, ProblemHttpResult>> ChangeEmailAsync(
        ChangeEmailRequest request, IMediator mediator, HttpContext http, CancellationToken cancellationToken)
    {
        var asked = await mediator.Send(new ChangeEmail(SessionOf(http), request.NewEmail), cancellationToken);
        return asked.IsSuccess ? TypedResults.Accepted((string?)null) : asked.Error.ToProblem();
    }

    private static async Task<Results<Ok<ListSessionsResponse>, ProblemHttpResult>> ListSessionsAsync(
        IMediator mediator, HttpContext http, CancellationToken cancellationToken) =>
        Answer(await mediator.Send(new ListSessions(SessionOf(http)), cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeSessionsAsync(
        IMediator mediator, HttpContext http, CancellationToken cancellationToken, bool includeCurrent = false) =>
        Done(await mediator.Send(new RevokeSessions(SessionOf(http), includeCurrent), cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeSessionAsync(
        Guid sessionId, IMediator mediator, HttpContext http, CancellationToken cancellationToken) =>
        Done(await mediator.Send(new RevokeSession(SessionOf(http), sessionId), cancellationToken));

    private static async Task<Results<Ok<BeginTwoFactorResponse>, ProblemHttpResult>> BeginTwoFactorAsync(
        IMediator mediator, HttpContext http, CancellationToken cancellationToken) =>
        Answer(await mediator.Send(new BeginTwoFactor(SessionOf(http)), cancellationToken));

    private static async Task<Results<Ok<RecoveryCodesResponse>, ProblemHttpResult>> EnableTwoFactorAsync(
        EnableTwoFactorRequest request, IMediator mediator, HttpContext http, CancellationToken cancellationToken) =>
        Answer(await mediator.Send(new EnableTwoFactor(SessionOf(http), request.Code), cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> DisableTwoFactorAsync(
        IMediator mediator, HttpContext http, CancellationToken cancellationToken) =>
        Done(await mediator.Send(new DisableTwoFactor(SessionOf(http)), cancellationToken));

    private static async Task<Results<Ok<RecoveryCodesResponse>, ProblemHttpResult>> RenewRecoveryCodesAsync(
        IMediator mediator, HttpContext http, CancellationToken cancellationToken) =>
        Answer(await mediator.Send(new RenewRecoveryCodes(SessionOf(http)), cancellationToken));

    // The filter has let nobody in without one.
    private static Guid SessionOf(HttpContext http) => http.User.FindSessionId()!.Value.Value;

    private static Results<NoContent, ProblemHttpResult> Done(Result result) =>
        result.IsSuccess ? TypedResults.NoContent() : result.Error.ToProblem();

    private static Results<Ok<T>, ProblemHttpResult> Answer<T>(Result<T> result) =>
        result.IsSuccess ? TypedResults.Ok(result.Value) : result.Error.ToProblem();
}

internal sealed record RenameAccountRequest(string DisplayName);

/// <param name="Password">Either this</param>
/// <param name="Code">or this.</param>
internal sealed record ProveIdentityRequest(string? Password, string? Code);

internal sealed record ChangePasswordRequest(string NewPassword);

internal sealed record ChangeEmailRequest(string NewEmail);

/// <param name="Code">Six digits of the app.</param>
internal sealed record EnableTwoFactorRequest(string Code);
