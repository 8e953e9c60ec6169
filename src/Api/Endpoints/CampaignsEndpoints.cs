using CallScript.Api.Auth;
using CallScript.Api.Errors;
using CallScript.Application.Campaigns;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Endpoints;

internal sealed class CampaignsEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapOrganizationGroup("campaigns", "Campaigns").MapGet("", ListAsync).WithName("ListCampaigns")
            .WithSummary("The campaigns, by name.")
            .RequirePermission(Permission.ReadCalls);

    private static async Task<Results<Ok<ListCampaignsResponse>, ProblemHttpResult>> ListAsync(
        IMediator mediator, CancellationToken cancellationToken)
    {
        var result = await mediator.Send(new ListCampaigns(), cancellationToken);
        return result.IsSuccess ? TypedResults.Ok(result.Value) : result.Error.ToProblem();
    }
}
