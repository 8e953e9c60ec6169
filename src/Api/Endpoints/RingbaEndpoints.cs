using CallScript.Api.Auth;
using CallScript.Api.Errors;
using CallScript.Application.Integrations.Ringba;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Endpoints;

internal sealed class RingbaEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var ringba = api.MapOrganizationGroup("integrations/ringba", "Integrations");
        ringba.MapGet("", GetAsync).WithName("GetRingbaConnection").WithSummary("The connected Ringba account.")
            .RequirePermission(Permission.ManageIntegrations);
        ringba.MapPut("", SaveAsync).WithName("SaveRingbaConnection")
            .WithSummary("Connect the account, or give it another token. Ringba is asked first.")
            .RequirePermission(Permission.ManageIntegrations)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        ringba.MapPost("/test", TestAsync).WithName("TestRingbaConnection").WithSummary("Try an account without storing anything.")
            .RequirePermission(Permission.ManageIntegrations)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        ringba.MapPost("/start", StartAsync).WithName("StartRingbaReading").WithSummary("Start the first read of the call log.")
            .RequirePermission(Permission.ManageIntegrations)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        ringba.MapPost("/pixel", IssuePixelAsync).WithName("IssueRingbaPixel")
            .WithSummary("Make an address for a pixel, in place of an earlier one. It is shown in this answer and never again.")
            .RequirePermission(Permission.ManageIntegrations);
        ringba.MapDelete("/pixel", RemovePixelAsync).WithName("RemoveRingbaPixel").WithSummary("End the pixel's address.")
            .RequirePermission(Permission.ManageIntegrations);
        ringba.MapDelete("", DisconnectAsync).WithName("DisconnectRingba").WithSummary("Forget the account and its token; calls stay.")
            .RequirePermission(Permission.ManageIntegrations);
    }

    private static async Task<Results<Ok<RingbaStatus>, ProblemHttpResult>> GetAsync(
        IMediator mediator, CancellationToken cancellationToken)
    {
        var status = await mediator.Send(new GetRingbaConnection(), cancellationToken);
        return status.IsSuccess ? TypedResults.Ok(status.Value) : status.Error.ToProblem();
    }

    private static async Task<Results<Ok<SaveRingbaConnectionResponse>, ProblemHttpResult>> SaveAsync(
        IMediator mediator, SaveRingbaConnection request, CancellationToken cancellationToken)
    {
        var saved = await mediator.Send(request, cancellationToken);
        return saved.IsSuccess ? TypedResults.Ok(saved.Value) : saved.Error.ToProblem();
    }

    private static async Task<Results<Ok<RingbaAccountFound>, ProblemHttpResult>> TestAsync(
        IMediator mediator, TestRingbaConnection request, CancellationToken cancellationToken)
    {
        var found = await mediator.Send(request, cancellationToken);
        return found.IsSuccess ? TypedResults.Ok(found.Value) : found.Error.ToProblem();
    }

    private static async Task<Results<Ok<RingbaConnectionDetail>, ProblemHttpResult>> StartAsync(
        IMediator mediator, StartRingbaReading request, CancellationToken cancellationToken)
    {
        var started = await mediator.Send(request, cancellationToken);
        return started.IsSuccess ? TypedResults.Ok(started.Value) : started.Error.ToProblem();
    }

    private static async Task<Results<Ok<RingbaPixel>, ProblemHttpResult>> IssuePixelAsync(
        IMediator mediator, CancellationToken cancellationToken)
    {
        var issued = await mediator.Send(new IssueRingbaPixel(), cancellationToken);
        return issued.IsSuccess ? TypedResults.Ok(issued.Value) : issued.Error.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemovePixelAsync(
        IMediator mediator, CancellationToken cancellationToken)
    {
        var removed = await mediator.Send(new RemoveRingbaPixel(), cancellationToken);
        return removed.IsSuccess ? TypedResults.NoContent() : removed.Error.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DisconnectAsync(
        IMediator mediator, CancellationToken cancellationToken)
    {
        var disconnected = await mediator.Send(new DisconnectRingba(), cancellationToken);
        return disconnected.IsSuccess ? TypedResults.NoContent() : disconnected.Error.ToProblem();
    }
}
