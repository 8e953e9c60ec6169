using CallScript.Api.Auth;
using CallScript.Api.Errors;
using CallScript.Application.Pipeline;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Endpoints;

internal sealed class QueueEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapOrganizationGroup("queue", "Pipeline").MapGet("", GetStatusAsync).WithName("GetQueueStatus")
            .WithSummary("How much work waits in each lane, and how calls stand.")
            .RequirePermission(Permission.ReadCalls);

    private static async Task<Results<Ok<QueueStatus>, ProblemHttpResult>> GetStatusAsync(
        IMediator mediator, CancellationToken cancellationToken)
    {
        var result = await mediator.Send(new GetQueueStatus(), cancellationToken);
        return result.IsSuccess ? TypedResults.Ok(result.Value) : result.Error.ToProblem();
    }
}
