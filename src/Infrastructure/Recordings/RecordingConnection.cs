using System.Net;
using System.Net.Sockets;

namespace CallScript.Infrastructure.Recordings;

/// <summary>Thrown while connecting to an address that is not to be reached.</summary>
internal sealed class AddressRefusedException(string message) : IOException(message);

/// <summary>
/// Opens the connections of the downloader. The address is checked here, at the moment it is connected to: a name
/// that was checked earlier could resolve to something else by now.
/// </summary>
internal static class RecordingConnection
{
    public static SocketsHttpHandler CreateHandler(RecordingDownloadOptions options) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        // A proxy would resolve names itself, past the check below.
        UseProxy = false,
        ConnectTimeout = options.ConnectTime,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectCallback = (context, cancellationToken) =>
            ConnectAsync(context.DnsEndPoint, options.AllowPrivateAddresses, cancellationToken),
    };

    private static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint endPoint, bool allowPrivateAddresses, CancellationToken cancellationToken)
    {
        // The resolver throws for an unspecified address, which would look like an unknown host worth another try.
        var resolved = IPAddress.TryParse(endPoint.Host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(endPoint.Host, cancellationToken);
        var allowed = allowPrivateAddresses ? resolved : Array.FindAll(resolved, AddressGuard.IsPublic);
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
}
