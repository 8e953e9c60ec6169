using CallScript.Application.SingleSignOn;
using CallScript.Infrastructure.Outbound;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Infrastructure.SingleSignOn;

public static class SingleSignOnServices
{
    private const int LargestAnswer = 1_000_000;
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);

    /// <summary>Sign-in through organizations' own providers.</summary>
    public static IServiceCollection AddSingleSignOn(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHttpClient(OpenIdConnect.ClientName, client =>
            {
                client.Timeout = AnswerTime;
                client.MaxResponseContentBufferSize = LargestAnswer;
                client.DefaultRequestHeaders.UserAgent.ParseAdd("CallScript");
            })
            .GuardOutbound(configuration, ConnectTime)
            // The factory's own log lines carry whole addresses.
            .RemoveAllLoggers();
        services.AddSingleton<IOpenIdConnect, OpenIdConnect>();
        services.AddSingleton<IOrganizationDirectory, OrganizationDirectory>();
        services.AddSingleton<IBrowserTickets, BrowserTickets>();
        return services;
    }
}
