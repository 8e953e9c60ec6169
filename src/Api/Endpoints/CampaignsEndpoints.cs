using CallScript.Api.Auth;
using CallScript.Api.Errors;
using CallScript.Application.Campaigns;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Endpoints;

internal sealed class CampaignsEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var campaigns = api.MapOrganizationGroup("campaigns", "Campaigns");
        campaigns.MapGet("", ListAsync).WithName("ListCampaigns").WithSummary("The campaigns, by name.")
            .RequirePermission(Permission.ReadCalls);
        campaigns.MapPut("/{campaignId:guid}/vertical", ConfirmAsync).WithName("ConfirmCampaignVertical")
            .WithSummary("Say which vertical a campaign belongs to, or agree with the guess.")
            .RequirePermission(Permission.ManageCampaigns).ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Results<Ok<ListCampaignsResponse>, ProblemHttpResult>> ListAsync(
        IMediator mediator, CancellationToken cancellationToken)
    {
        var result = await mediator.Send(new ListCampaigns(), cancellationToken);
        return result.IsSuccess ? TypedResults.Ok(result.Value) : result.Error.ToProblem();
    }

    private static async Task<Results<Ok<CampaignListItem>, ProblemHttpResult>> ConfirmAsync(
        IMediator mediator, Guid campaignId, ConfirmVerticalRequest request, CancellationToken cancellationToken)
    {
        var campaign = await mediator.Send(new ConfirmCampaignVertical(campaignId, request.Vertical), cancellationToken);
        return campaign.IsSuccess ? TypedResults.Ok(campaign.Value) : campaign.Error.ToProblem();
    }
}

/// <param name="Vertical">What the campaign sells.</param>
internal sealed record ConfirmVerticalRequest(Vertical Vertical);
