using CallScript.Api.Auth;
using CallScript.Api.Errors;
using CallScript.Application.Common.Paging;
using CallScript.Application.Flags;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Judging;
using CallScript.Domain.Organizations;
using CallScript.Domain.Review;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Endpoints;

internal sealed class FlagsEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapOrganizationGroup("flags", "Flags").MapGet("", ListAsync).WithName("ListFlags")
            .WithSummary("The inbox: calls with broken rules and their evidence, newest first.")
            .RequirePermission(Permission.ReadCalls).ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<Page<FlaggedCall>>, ProblemHttpResult>> ListAsync(
        IMediator mediator,
        EnumQuery<Severity>? severity,
        string? rule,
        EnumQuery<Vertical>? vertical,
        EnumQuery<ReviewState>? reviewState,
        string? cursor,
        int? limit,
        CancellationToken cancellationToken)
    {
        var page = await mediator.Send(
            new ListFlags(
                severity?.Value, rule, vertical?.Value, reviewState?.Value ?? ReviewState.Open, cursor, limit ?? PageLimit.Default),
            cancellationToken);
        return page.IsSuccess ? TypedResults.Ok(page.Value) : page.Error.ToProblem();
    }
}
