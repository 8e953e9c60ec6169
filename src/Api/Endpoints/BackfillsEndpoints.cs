using CallScript.Api.Auth;
using CallScript.Api.Errors;
using CallScript.Application.Integrations.Backfills;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Endpoints;

internal sealed class BackfillsEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var backfills = api.MapOrganizationGroup("backfills", "Integrations");
        backfills.MapGet("", ListAsync).WithName("ListBackfills").WithSummary("Spans of the call log that were asked for, newest first.")
            .RequirePermission(Permission.OperatePipeline);
        backfills.MapPost("", StartAsync).WithName("StartBackfill").WithSummary("Read a span of the call log, or count what it holds.")
            .RequirePermission(Permission.OperatePipeline)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        backfills.MapGet("/{backfillId:guid}", GetAsync).WithName("GetBackfill").WithSummary("How a backfill stands.")
            .RequirePermission(Permission.OperatePipeline);
        MapChange("pause", "PauseBackfill", "Hold a backfill after the step that is under way.", BackfillChange.Pause);
        MapChange("resume", "ResumeBackfill", "Go on with a paused backfill.", BackfillChange.Resume);
        MapChange("cancel", "CancelBackfill", "End a backfill; what was read stays.", BackfillChange.Cancel);

        void MapChange(string path, string name, string summary, BackfillChange change) => backfills
            .MapPost(
                $"/{{backfillId:guid}}/{path}",
                (IMediator mediator, Guid backfillId, CancellationToken cancellationToken) =>
                    SendAsync(mediator, new ChangeBackfill(backfillId, change), cancellationToken))
            .WithName(name).WithSummary(summary)
            .RequirePermission(Permission.OperatePipeline).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static Task<Results<Ok<BackfillList>, ProblemHttpResult>> ListAsync(
        IMediator mediator, CancellationToken cancellationToken) => SendAsync(mediator, new ListBackfills(), cancellationToken);

    private static Task<Results<Ok<BackfillDetail>, ProblemHttpResult>> StartAsync(
        IMediator mediator, StartBackfill request, CancellationToken cancellationToken) => SendAsync(mediator, request, cancellationToken);

    private static Task<Results<Ok<BackfillDetail>, ProblemHttpResult>> GetAsync(
        IMediator mediator, Guid backfillId, CancellationToken cancellationToken) =>
        SendAsync(mediator, new GetBackfill(backfillId), cancellationToken);

    private static async Task<Results<Ok<T>, ProblemHttpResult>> SendAsync<T>(
        IMediator mediator, IRequest<Domain.Common.Result<T>> request, CancellationToken cancellationToken)
    {
        var result = await mediator.Send(request, cancellationToken);
        return result.IsSuccess ? TypedResults.Ok(result.Value) : result.Error.ToProblem();
    }
}
