namespace CallScript.Infrastructure.Outbound;

/// <summary>Where the installation may connect to on behalf of an organization: recordings, Ringba, sign-in servers, webhooks.</summary>
public sealed class OutboundOptions
{
    public const string SectionName = "Outbound";

    /// <summary>
    /// Origins, such as <c>http://127.0.0.1:8090</c>, that may answer on plain http and from a loopback or private
    /// address. Everything else is reached by https at public addresses: an address that somebody forged or typed in
    /// would otherwise lead to services inside the network of this host (server-side request forgery). Empty unless the
    /// installation has such a service of its own; the simulator is one.
    /// </summary>
    public IList<Uri> TrustedOrigins { get; } = [];

    internal OutboundOptions With(IEnumerable<Uri> trusted)
    {
        var more = new OutboundOptions();
        foreach (var origin in TrustedOrigins.Concat(trusted))
        {
            more.TrustedOrigins.Add(origin);
        }

        return more;
    }

    internal bool IsTrusted(Uri address) => TrustedOrigins.Any(origin =>
        Uri.Compare(origin, address, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0);

    internal bool IsTrusted(string host, int port) => TrustedOrigins.Any(origin =>
        origin.Port == port && origin.IdnHost.Equals(host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase));
}
