using CallScript.Api.Auth;
using CallScript.Api.Errors;
using CallScript.Api.Hosting;
using CallScript.Application.Common.Tenancy;
using CallScript.Application.Organizations;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Endpoints;

/// <summary>
/// An invite from the side of who was invited. The token stands in the body, where no log and no browser history keeps it,
/// and is all the proof that looking and declining need.
/// </summary>
internal sealed class InvitesEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var invites = api.MapGroup("/invites").WithTags("Invites").AllowAnonymous().LimitCredentials()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        invites.MapPost("/open", OpenAsync).WithName("OpenInvite")
            .WithSummary("Who invites to which organization, and as what.");
        invites.MapPost("/accept", AcceptAsync).WithName("AcceptInvite")
            .WithSummary("Join: as the signed-in person, or as a new one with a name and a password.")
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
        invites.MapPost("/decline", DeclineAsync).WithName("DeclineInvite").WithSummary("Do not join.");
    }

    private static async Task<Results<Ok<OpenInviteResponse>, ProblemHttpResult>> OpenAsync(
        IMediator mediator, OpenInvite request, CancellationToken cancellationToken)
    {
        var invite = await mediator.Send(request, cancellationToken);
        return invite.IsSuccess ? TypedResults.Ok(invite.Value) : invite.Error.ToProblem();
    }

    private static async Task<Results<Ok<AcceptInviteResponse>, ProblemHttpResult>> AcceptAsync(
        IMediator mediator, ICurrentUser currentUser, HttpContext http, AcceptInvite request, CancellationToken cancellationToken)
    {
        if (http.User.FindUserId() is { } userId)
        {
            currentUser.SignIn(userId);
        }

        var accepted = await mediator.Send(request, cancellationToken);
        return accepted.IsSuccess ? TypedResults.Ok(accepted.Value) : accepted.Error.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeclineAsync(
        IMediator mediator, DeclineInvite request, CancellationToken cancellationToken)
    {
        var declined = await mediator.Send(request, cancellationToken);
        return declined.IsSuccess ? TypedResults.NoContent() : declined.Error.ToProblem();
    }
}
