using CallScript.Application.Integrations.Ringba;
using CallScript.Infrastructure.Outbound;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CallScript.Infrastructure.Integrations.Ringba;

/// <summary>Registers the Ringba client.</summary>
public static class RingbaServices
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(10);

    public static IServiceCollection AddRingba(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RingbaOptions>()
            .Bind(configuration.GetSection(RingbaOptions.SectionName))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RingbaColumnCache>();
        services.AddSingleton(provider => new RingbaBudget(
            provider.GetService<NpgsqlDataSource>(), provider.GetRequiredService<IOptions<RingbaOptions>>()));
        services.AddHttpClient<RingbaApi>(client =>
            {
                // Each attempt has its own limit.
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.DefaultRequestHeaders.UserAgent.ParseAdd("CallScript");
            })
            // A redirect, which would carry the account's token to somewhere else, is not followed.
            .GuardOutbound(configuration, ConnectTime);
        services.AddSingleton<IRingbaAddresses, RingbaAddresses>();
        services.AddTransient<IRingbaClient, RingbaClient>();
        return services;
    }
}
