using System.Text.Json;
using System.Text.Json.Serialization;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.Infrastructure.Persistence;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallScript.Workers.Commands;

/// <summary>What one-shot commands have in common: a host without lanes, quiet unless something is wrong.</summary>
internal static class CommandHost
{
    /// <summary>What programs read: names as in the API's documents.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static HostApplicationBuilder CreateBuilder()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        return builder;
    }

    /// <summary>Sends one request in a scope of its own, for one organization when one is given.</summary>
    public static async Task<TResponse> SendAsync<TResponse>(
        this IServiceProvider services, OrganizationId? organizationId, IRequest<TResponse> request, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        if (organizationId is { } id)
        {
            scope.ServiceProvider.GetRequiredService<ITenantContext>().Enter(id);
        }

        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, cancellationToken);
    }

    /// <summary>The organizations of this installation, by slug.</summary>
    public static async Task<IReadOnlyList<Organization>> OrganizationsAsync(
        this IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AppDbContext>().Organizations.AsNoTracking()
            .OrderBy(organization => organization.Slug)
            .ToListAsync(cancellationToken);
    }

    /// <summary>The organization with a slug, or all of them.</summary>
    /// <returns>At least one, or <c>organization_not_found</c>.</returns>
    public static async Task<Result<IReadOnlyList<Organization>>> ChooseOrganizationsAsync(
        this IServiceProvider services, string? slug, CancellationToken cancellationToken)
    {
        var organizations = await services.OrganizationsAsync(cancellationToken);
        List<Organization> chosen = [.. organizations.Where(organization => slug is null || organization.Slug == slug)];
        return chosen.Count == 0
            ? new Error(
                ErrorKind.NotFound, "organization_not_found",
                slug is null ? "There is no organization." : $"There is no organization '{slug}'.")
            : chosen;
    }

    /// <summary>Writes an expected failure for a person.</summary>
    public static int Fail(Error error)
    {
        Console.Error.WriteLine($"callscript: {error.Message}");
        if (error is ValidationError validation)
        {
            foreach (var (field, messages) in validation.Fields)
            {
                Console.Error.WriteLine($"  {field}: {string.Join(' ', messages)}");
            }
        }

        return 1;
    }
}
