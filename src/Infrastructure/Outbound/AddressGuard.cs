using System.Net;
using System.Net.Sockets;

namespace CallScript.Infrastructure.Outbound;

/// <summary>Tells addresses of the public internet from those that lead into a network or back to this host.</summary>
internal static class AddressGuard
{
    // IANA's special-purpose registries. Ranges that embed an IPv4 address (6to4, Teredo, NAT64, v4-compatible) are
    // refused whole: nothing that is fetched is served from them, and the embedded address could be a private one.
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
            "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
            "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
            && !Array.Exists(NotPublic, network => network.BaseAddress.AddressFamily == plain.AddressFamily && network.Contains(plain));
    }
}
