using CallScript.Api.Auth;
using CallScript.Api.Errors;
using CallScript.Application.Integrations.Webhooks;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Endpoints;

/// <summary>The addresses at which other systems deliver calls.</summary>
internal sealed class InboundWebhooksEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var webhooks = api.MapOrganizationGroup("integrations/webhooks", "Integrations");
        webhooks.MapGet("", ListAsync).WithName("ListInboundWebhooks").WithSummary("Where other systems deliver calls, and how they fare.")
            .RequirePermission(Permission.ManageIntegrations);
        webhooks.MapPost("", CreateAsync).WithName("CreateInboundWebhook")
            .WithSummary("Make an address with a signing secret, which is shown in this answer and never again.")
            .RequirePermission(Permission.ManageIntegrations)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        webhooks.MapPost("/{webhookId:guid}/rotate", RotateAsync).WithName("RotateInboundWebhook")
            .WithSummary("Replace the secret; the former one goes on for the overlap.")
            .RequirePermission(Permission.ManageIntegrations)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        webhooks.MapDelete("/{webhookId:guid}", RevokeAsync).WithName("RevokeInboundWebhook").WithSummary("Take no more deliveries; calls stay.")
            .RequirePermission(Permission.ManageIntegrations);
    }

    private static async Task<Results<Ok<ListInboundWebhooksResponse>, ProblemHttpResult>> ListAsync(
        IMediator mediator, CancellationToken cancellationToken)
    {
        var webhooks = await mediator.Send(new ListInboundWebhooks(), cancellationToken);
        return webhooks.IsSuccess ? TypedResults.Ok(webhooks.Value) : webhooks.Error.ToProblem();
    }

    private static async Task<Results<Ok<InboundWebhookSecret>, ProblemHttpResult>> CreateAsync(
        IMediator mediator, CreateInboundWebhook request, CancellationToken cancellationToken)
    {
        var created = await mediator.Send(request, cancellationToken);
        return created.IsSuccess ? TypedResults.Ok(created.Value) : created.Error.ToProblem();
    }

    private static async Task<Results<Ok<InboundWebhookSecret>, ProblemHttpResult>> RotateAsync(
        IMediator mediator, Guid webhookId, RotateWebhookRequest request, CancellationToken cancellationToken)
    {
        var rotated = await mediator.Send(new RotateInboundWebhook(webhookId, request.OverlapHours), cancellationToken);
        return rotated.IsSuccess ? TypedResults.Ok(rotated.Value) : rotated.Error.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        IMediator mediator, Guid webhookId, CancellationToken cancellationToken)
    {
        var revoked = await mediator.Send(new RevokeInboundWebhook(webhookId), cancellationToken);
        return revoked.IsSuccess ? TypedResults.NoContent() : revoked.Error.ToProblem();
    }
}

/// <param name="OverlapHours">How long the former secret goes on; 0 to 720.</param>
internal sealed record RotateWebhookRequest(int OverlapHours);
