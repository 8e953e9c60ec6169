using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Outbound;

/// <summary>Thrown for an address that is not to be reached, as the inner exception of the request's.</summary>
internal sealed class AddressRefusedException(string message) : IOException(message);

/// <summary>
/// How this installation connects to addresses that come from outside. The scheme is checked for each request, and the
/// resolved address at the moment it is connected to: a name that was checked earlier could lead elsewhere by now.
/// Redirects are not followed; who wants to follow one sends a new request, which is checked anew.
/// </summary>
internal static class OutboundHttp
{
    /// <summary>Makes the client's every request go through the guard.</summary>
    /// <param name="client">The client.</param>
    /// <param name="configuration">Where the trusted origins are.</param>
    /// <param name="connectTime">Time to open one connection.</param>
    /// <param name="trusted">Origins that this client alone may reach as if they were among the trusted ones.</param>
    public static IHttpClientBuilder GuardOutbound(
        this IHttpClientBuilder client, IConfiguration configuration, TimeSpan connectTime, IEnumerable<Uri>? trusted = null)
    {
        client.Services.Configure<OutboundOptions>(options =>
        {
            // Several clients ask for the same settings; binding adds to a list, so it is done once.
            if (options.TrustedOrigins.Count == 0)
            {
                configuration.GetSection(OutboundOptions.SectionName).Bind(options);
            }
        });
        return client.ConfigurePrimaryHttpMessageHandler(provider =>
            CreateHandler(provider.GetRequiredService<IOptions<OutboundOptions>>().Value.With(trusted ?? []), connectTime));
    }

    public static HttpMessageHandler CreateHandler(OutboundOptions options, TimeSpan connectTime) => new SchemeGuard(options)
    {
        InnerHandler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // A proxy would resolve names itself, past the check below.
            UseProxy = false,
            ConnectTimeout = connectTime,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = (context, cancellationToken) => ConnectAsync(
                context.DnsEndPoint, options.IsTrusted(context.DnsEndPoint.Host, context.DnsEndPoint.Port), cancellationToken),
        },
    };

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint endPoint, bool trusted, CancellationToken cancellationToken)
    {
        // The resolver throws for an unspecified address, which would look like an unknown host worth another try.
        var resolved = IPAddress.TryParse(endPoint.Host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(endPoint.Host, cancellationToken);
        var allowed = trusted ? resolved : Array.FindAll(resolved, AddressGuard.IsPublic);
        if (allowed.Length == 0)
        {
            throw new AddressRefusedException("the host leads to a private or local address.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, endPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class SchemeGuard(OutboundOptions options) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Refusal(request.RequestUri) is { } refusal
                ? throw new HttpRequestException(refusal, new AddressRefusedException(refusal))
                : base.SendAsync(request, cancellationToken);

        private string? Refusal(Uri? address) => address switch
        {
            not { IsAbsoluteUri: true } => "it is not absolute.",
            { Scheme: not "https" and not "http" } => "it is neither https nor http.",
            { UserInfo.Length: > 0 } => "it carries a user name.",
            { Scheme: "http" } when !options.IsTrusted(address) => "it is not https.",
            _ => null,
        };
    }
}
