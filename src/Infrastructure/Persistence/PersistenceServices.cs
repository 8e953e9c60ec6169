using CallScript.Application.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Ingest;
using CallScript.Application.Recordings;
using CallScript.Infrastructure.Auditing;
using CallScript.Infrastructure.Ingest;
using CallScript.Infrastructure.Recordings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CallScript.Infrastructure.Persistence;

public static class PersistenceServices
{
    /// <summary>
    /// The database as one of its roles. The connection string is <c>ConnectionStrings:Owner</c>, <c>:App</c> or
    /// <c>:Worker</c>, in Npgsql's form.
    /// </summary>
    public static IServiceCollection AddPersistence(this IServiceCollection services, IConfiguration configuration, DatabaseRole role)
    {
        var connectionString = configuration.DatabaseAs(role);
        services.AddSingleton(_ => NpgsqlDataSource.Create(connectionString));
        services.AddSingleton<TenantConnectionInterceptor>();
        services.AddSingleton<TenantWriteInterceptor>();
        services.AddDbContext<AppDbContext>(
            (provider, options) => options
                .UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
                .AddInterceptors(
                    provider.GetRequiredService<TenantConnectionInterceptor>(),
                    provider.GetRequiredService<TenantWriteInterceptor>()),
            optionsLifetime: ServiceLifetime.Singleton);
        services.AddScoped<IAppDbContext>(provider => provider.GetRequiredService<AppDbContext>());
        services.AddScoped<IAuditChain, PostgresAuditChain>();
        services.AddScoped<IVaultManifest, PostgresVaultManifest>();
        services.AddScoped<ICallerHistory, PostgresCallerHistory>();
        return services;
    }

    /// <exception cref="InvalidOperationException">None is configured.</exception>
    internal static string DatabaseAs(this IConfiguration configuration, DatabaseRole role) =>
        configuration.GetConnectionString(role.ToString()) is { } connectionString && !string.IsNullOrWhiteSpace(connectionString)
            ? connectionString
            : throw new InvalidOperationException(
                $"No database is configured: set ConnectionStrings__{role} to a connection string such as "
                + "\"Host=127.0.0.1;Database=callscript;Username=...;Password=...\".");
}
