using CallScript.Api.Auth;
using CallScript.Api.Errors;
using CallScript.Application.Integrations.Reconciliations;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Endpoints;

internal sealed class ReconciliationsEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var reconciliations = api.MapOrganizationGroup("reconciliations", "Integrations");
        reconciliations.MapGet("", ListAsync).WithName("ListReconciliations")
            .WithSummary("How each day's calls, connected time and money compare with what Ringba adds up.")
            .RequirePermission(Permission.OperatePipeline);
        reconciliations.MapPut("/{connectionId:guid}/{day}/explanation", ExplainAsync).WithName("ExplainDifference")
            .WithSummary("Say why a day differs, so that it is not read again for it.")
            .RequirePermission(Permission.OperatePipeline)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Ok<ReconciliationList>, ProblemHttpResult>> ListAsync(
        IMediator mediator, DateOnly? from, DateOnly? to, bool? onlyDifferences, CancellationToken cancellationToken)
    {
        var result = await mediator.Send(new ListReconciliations(from, to, onlyDifferences ?? false), cancellationToken);
        return result.IsSuccess ? TypedResults.Ok(result.Value) : result.Error.ToProblem();
    }

    private static async Task<Results<Ok<ReconciliationDetail>, ProblemHttpResult>> ExplainAsync(
        IMediator mediator, Guid connectionId, DateOnly day, ExplainDifferenceBody body, CancellationToken cancellationToken)
    {
        var result = await mediator.Send(new ExplainDifference(connectionId, day, body.Explanation), cancellationToken);
        return result.IsSuccess ? TypedResults.Ok(result.Value) : result.Error.ToProblem();
    }
}

/// <param name="Explanation">For people; at most 500 characters.</param>
public sealed record ExplainDifferenceBody(string Explanation);
