using CallScript.Api.Auth;
using CallScript.Api.Errors;
using CallScript.Application.Accounts;
using CallScript.Application.Common.Tenancy;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Endpoints;

internal sealed class MeEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/me", GetMeAsync).WithTags("Sessions").WithName("GetMe").OpenToVouchedSessions()
            .WithSummary("The signed-in person and their organizations.")
            .ProducesProblem(StatusCodes.Status401Unauthorized);

    private static async Task<Results<Ok<GetMeResponse>, ProblemHttpResult>> GetMeAsync(
        IMediator mediator, ICurrentUser currentUser, HttpContext http, CancellationToken cancellationToken)
    {
        if (http.User.FindUserId() is not { } userId)
        {
            return AccountErrors.SessionEnded.ToProblem();
        }

        currentUser.SignIn(userId);
        var me = await mediator.Send(new GetMe(http.User.FindVouchedBy()?.Value), cancellationToken);
        return me.IsSuccess ? TypedResults.Ok(me.Value) : me.Error.ToProblem();
    }
}
