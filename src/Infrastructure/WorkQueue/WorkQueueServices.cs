using CallScript.Application.Pipeline;
using CallScript.Infrastructure.Persistence;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CallScript.Infrastructure.WorkQueue;

public static class WorkQueueServices
{
    internal const string Database = "queue";

    private const int MostSessions = 4;

    /// <summary>The queue; needs the database as <see cref="DatabaseRole.Worker"/>.</summary>
    public static IServiceCollection AddWorkQueue(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WorkQueueOptions>()
            .Bind(configuration.GetSection(WorkQueueOptions.SectionName))
            .ValidateDataAnnotations()
            .ValidateOnStart();

        // Connections of the queue's own: its statements leave nothing behind in a session, and resetting one after each of them
        // takes the server as long as a small claim. Few: they would be used in turn, and 16 sessions that take turns do half of
        // what 4 do, because each has its own plans and caches.
        var database = new NpgsqlConnectionStringBuilder(configuration.DatabaseAs(DatabaseRole.Worker))
        {
            NoResetOnClose = true,
            MaxPoolSize = MostSessions,
        };
        services.AddKeyedSingleton(Database, (_, _) => NpgsqlDataSource.Create(database));
        services.AddSingleton<IWorkQueue, PostgresWorkQueue>();
        services.AddSingleton<WorkSignals>();
        return services;
    }
}
