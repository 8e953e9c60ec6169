using CallScript.Api.Auth;
using CallScript.Api.Errors;
using CallScript.Application.Judging;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Endpoints;

internal sealed class RulesEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapOrganizationGroup("rules", "Rules").MapGet("", ListAsync).WithName("ListRules")
            .WithSummary("The rules that calls are held against.")
            .RequirePermission(Permission.ReadCalls);

    private static async Task<Results<Ok<ListRulesResponse>, ProblemHttpResult>> ListAsync(
        IMediator mediator, CancellationToken cancellationToken)
    {
        var result = await mediator.Send(new ListRules(), cancellationToken);
        return result.IsSuccess ? TypedResults.Ok(result.Value) : result.Error.ToProblem();
    }
}
