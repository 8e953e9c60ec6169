namespace CallScript.Infrastructure.Outbound;

internal static class HostNames
{
    /// <summary>Whether a host is the given one or below it: <c>a.example.com</c> is below <c>example.com</c>.</summary>
    public static bool IsAtOrBelow(string host, string parent) =>
        host.Equals(parent, StringComparison.OrdinalIgnoreCase)
        || host.EndsWith($".{parent}", StringComparison.OrdinalIgnoreCase);
}
