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
            .WithSummary(
                "Say which vertical a campaign belongs to, or agree with the guess; on request its calls of a span are judged again by it.")
            .RequirePermission(Permission.ManageCampaigns).ProducesProblem(StatusCodes.Status400BadRequest);
        campaigns.MapGet("/{campaignId:guid}/rejudgement", PlanAsync).WithName("PlanRejudgement")
            .WithSummary("How many of a campaign's calls would be judged again if it had a vertical. Changes nothing.")
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
        var campaign = await mediator.Send(new ConfirmCampaignVertical(campaignId, request.Vertical, request.Rejudge), cancellationToken);
        return campaign.IsSuccess ? TypedResults.Ok(campaign.Value) : campaign.Error.ToProblem();
    }

    private static async Task<Results<Ok<RejudgementPlan>, ProblemHttpResult>> PlanAsync(
        IMediator mediator, Guid campaignId, EnumQuery<Vertical> vertical, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var plan = await mediator.Send(new PlanRejudgement(campaignId, vertical.Value, from, to), cancellationToken);
        return plan.IsSuccess ? TypedResults.Ok(plan.Value) : plan.Error.ToProblem();
    }
}

/// <param name="Vertical">What the campaign sells.</param>
/// <param name="Rejudge">
/// The span whose calls are judged again where they have another vertical; without it nothing is judged again.
/// </param>
internal sealed record ConfirmVerticalRequest(Vertical Vertical, RejudgedSpan? Rejudge = null);
