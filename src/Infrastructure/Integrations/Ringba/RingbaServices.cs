using CallScript.Application.Integrations.Ringba;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CallScript.Infrastructure.Integrations.Ringba;

/// <summary>Registers the Ringba client.</summary>
public static class RingbaServices
{
    public static IServiceCollection AddRingba(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RingbaOptions>()
            .Bind(configuration.GetSection(RingbaOptions.SectionName))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RingbaColumnCache>();
        services.AddHttpClient<RingbaApi>(client =>
            {
                // Each attempt has its own limit.
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.DefaultRequestHeaders.UserAgent.ParseAdd("CallScript");
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                // A redirect would carry the request, and with it what is known of the account, to somewhere else.
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = System.Net.DecompressionMethods.None,
                ConnectTimeout = TimeSpan.FromSeconds(10),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            });
        services.AddSingleton<IRingbaAddresses, RingbaAddresses>();
        services.AddTransient<IRingbaClient, RingbaClient>();
        return services;
    }
}
