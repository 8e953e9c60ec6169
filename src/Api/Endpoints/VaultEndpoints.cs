using CallScript.Api.Auth;
using CallScript.Api.Errors;
using CallScript.Application.Recordings;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Endpoints;

internal sealed class VaultEndpoints : IEndpointGroup
{
    private static readonly TimeSpan HashingTime = TimeSpan.FromMinutes(5);

    public static void Map(IEndpointRouteBuilder api)
    {
        var vault = api.MapOrganizationGroup("vault", "Vault");
        vault.MapGet("/verification", VerifyAsync).WithName("VerifyVault")
            .WithSummary("Whether the vault holds what its manifest says.")
            .WithDescription(
                "Recomputes the manifest's chain of digests, hashes a page of recordings anew and compares. Go on with `next` as `after` "
                + "until there is none; the chain, and objects that the manifest does not list, are looked at with the first page.")
            .RequirePermission(Permission.ReadAudit)
            .WithRequestTimeout(HashingTime)
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Results<Ok<VaultReport>, ProblemHttpResult>> VerifyAsync(
        IMediator mediator, DateTimeOffset? from, DateTimeOffset? to, long? after, int? limit, CancellationToken cancellationToken)
    {
        var report = await mediator.Send(new VerifyVault(from, to, after, limit ?? VerifyVault.DefaultLimit), cancellationToken);
        return report.IsSuccess ? TypedResults.Ok(report.Value) : report.Error.ToProblem();
    }
}
