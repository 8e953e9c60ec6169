using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace CallScript.Api.Hosting;

/// <summary>
/// Believes what a reverse proxy says of the client's address and scheme, where the installation names the proxy.
/// Anybody else's headers are ignored: addresses end up in the audit log and in rate limits.
/// </summary>
internal static class Proxies
{
    public static IServiceCollection AddProxies(this IServiceCollection services, IConfiguration configuration)
    {
        var named = configuration.GetSection(ApiOptions.SectionName).Get<ApiOptions>()?.KnownProxies ?? [];
        return services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            if (named.Count == 0)
            {
                return;
            }

            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            foreach (var network in named)
            {
                options.KnownIPNetworks.Add(Parse(network));
            }
        });
    }

    private static System.Net.IPNetwork Parse(string text)
    {
        if (System.Net.IPNetwork.TryParse(text, out var network))
        {
            return network;
        }

        return IPAddress.TryParse(text, out var address)
            ? new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8)
            : throw new InvalidOperationException($"Api:KnownProxies holds '{text}', which is neither an address nor a network (10.0.0.0/8).");
    }
}
