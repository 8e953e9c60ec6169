using CallScript.Domain.Pipeline;
using CallScript.Workers.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Workers.Lanes;

internal static class LaneServices
{
    /// <summary>A lane is its class, its options and this registration.</summary>
    public static IServiceCollection AddLanes(this IServiceCollection services, IConfiguration configuration) => services
        .AddRereads(configuration)
        .AddLane<IngestLane>(configuration, Lane.Ingest, options =>
        {
            options.Concurrency = 4;
            options.Patience = TimeSpan.FromSeconds(5);
            options.Interval = TimeSpan.FromSeconds(15);
            options.Timeout = TimeSpan.FromMinutes(10);
            options.MaxAttempts = int.MaxValue;
        })
        .AddLane<BackfillLane>(configuration, Lane.Backfill, options =>
        {
            options.Concurrency = 2;
            options.Patience = TimeSpan.FromSeconds(10);
            options.Timeout = TimeSpan.FromMinutes(10);
            options.MaxAttempts = int.MaxValue;
        })
        .AddLane<ReconcileLane>(configuration, Lane.Reconcile, options =>
        {
            options.Concurrency = 1;
            options.Patience = TimeSpan.FromSeconds(10);
            options.Interval = TimeSpan.FromMinutes(5);
            options.MaxAttempts = int.MaxValue;
        })
        .AddLane<VaultLane>(configuration, Lane.Vault, options =>
        {
            options.Concurrency = 8;
            // Many times what a recording takes that comes at all; its limit is in minutes.
            options.Patience = TimeSpan.FromSeconds(20);
            // As many as an unreachable recording gets: a worker that dies late in that row must not end it.
            options.MaxAttempts = 24;
        })
        .AddLane<FactoryLane>(configuration, Lane.Factory, options =>
        {
            options.Concurrency = Math.Max(1, Environment.ProcessorCount);
            options.Timeout = TimeSpan.FromMinutes(60);
            options.MaxAttempts = 3;
        })
        .AddLane<JudgeLane>(configuration, Lane.Judge, options => options.Concurrency = 4)
        .AddLane<RejudgeLane>(configuration, Lane.Rejudge, options => options.Concurrency = 1)
        .AddLane<PrivacyLane>(configuration, Lane.Privacy, options =>
        {
            options.Concurrency = 1;
            options.Timeout = TimeSpan.FromHours(1);
        });

    private static IServiceCollection AddRereads(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RereadOptions>()
            .Bind(configuration.GetSection(RereadOptions.SectionName))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services;
    }

    private static IServiceCollection AddLane<TLane>(
        this IServiceCollection services, IConfiguration configuration, Lane key, Action<LaneOptions> defaults)
        where TLane : class, ILane
    {
        services.AddOptions<LaneOptions>(key.ToString())
            .Configure(defaults)
            .Bind(configuration.GetSection($"{LaneOptions.SectionName}:{key}"))
            .Validate(
                options => options.Lease < options.Timeout,
                $"{LaneOptions.SectionName}:{key}: the lease must be shorter than the timeout.")
            .ValidateOnStart();
        services.AddSingleton<ILane, TLane>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<LaneRunner>(
            provider, provider.GetServices<ILane>().Single(lane => lane.Key == key)));
        return services;
    }
}
