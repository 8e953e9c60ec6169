using CallScript.Application.Pipeline;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Infrastructure.WorkQueue;

public static class WorkQueueServices
{
    /// <summary>The queue; needs the database as <see cref="Persistence.DatabaseRole.Worker"/>.</summary>
    public static IServiceCollection AddWorkQueue(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WorkQueueOptions>()
            .Bind(configuration.GetSection(WorkQueueOptions.SectionName))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<IWorkQueue, PostgresWorkQueue>();
        services.AddSingleton<WorkSignals>();
        return services;
    }
}
