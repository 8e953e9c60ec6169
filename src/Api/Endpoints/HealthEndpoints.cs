using CallScript.Infrastructure.Persistence;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallScript.Api.Endpoints;

internal sealed class HealthEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/health", GetHealthAsync).WithTags("Health").WithName("GetHealth").AllowAnonymous()
            .WithSummary("Whether the API can serve requests.");
    }

    /// <summary>For load balancers and supervisors, outside the API: alive, and ready to serve.</summary>
    public static void MapProbes(IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready").AllowAnonymous();
    }

    private static async Task<Results<Ok<HealthResponse>, JsonHttpResult<HealthResponse>>> GetHealthAsync(
        HealthCheckService health, CancellationToken cancellationToken)
    {
        var report = await health.CheckHealthAsync(cancellationToken);
        var response = new HealthResponse(
            report.Status == HealthStatus.Healthy ? "healthy" : "unhealthy",
            report.Entries.ToDictionary(
                entry => entry.Key, entry => entry.Value.Status == HealthStatus.Healthy ? "healthy" : "unhealthy"));
        return report.Status == HealthStatus.Healthy
            ? TypedResults.Ok(response)
            : TypedResults.Json(response, statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}

/// <param name="Status"><c>healthy</c> or <c>unhealthy</c>.</param>
/// <param name="Checks">The same for each part.</param>
internal sealed record HealthResponse(string Status, IReadOnlyDictionary<string, string> Checks);

/// <summary>The database answers.</summary>
internal sealed class DatabaseCheck(AppDbContext db) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await db.Database.CanConnectAsync(cancellationToken) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy();
}
