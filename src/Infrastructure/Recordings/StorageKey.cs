using System.Text.RegularExpressions;
using CallScript.Domain.Calls;
using CallScript.Domain.Organizations;

namespace CallScript.Infrastructure.Recordings;

/// <summary>
/// Keys of the vault: <c>{organization}/{yyyy}/{MM}/{call}-{first 16 of the SHA-256}.{extension}</c>. The month is the one in
/// the call's UUIDv7, so that a call stays in one folder; the hash lets a key name one content for ever.
/// </summary>
internal static partial class StorageKey
{
    /// <summary>The folder of a call's recordings, relative to the vault, with slashes.</summary>
    public static string FolderOf(OrganizationId organizationId, CallId callId) =>
        $"{organizationId.Value:D}/{(callId.Value.Version == 7 ? MonthOf(callId.Value) : "undated")}";

    public static string Create(OrganizationId organizationId, CallId callId, string sha256, string extension) =>
        $"{FolderOf(organizationId, callId)}/{callId.Value:D}-{sha256[..16]}.{extension}";

    /// <summary>
    /// Whether the key has the exact form of this organization's keys. A pattern without dots or free text leaves no
    /// way to climb out of the folder.
    /// </summary>
    public static bool IsOf(OrganizationId organizationId, string key) =>
        Form().IsMatch(key) && key.StartsWith($"{organizationId.Value:D}/", StringComparison.Ordinal);

    // The first 48 bits of a UUIDv7 are Unix milliseconds.
    private static string MonthOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = 0L;
        foreach (var part in bytes[..6])
        {
            milliseconds = (milliseconds << 8) | part;
        }

        return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy'/'MM", null);
    }

    [GeneratedRegex(@"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/([0-9]{4}/[0-9]{2}|undated)/[0-9a-f-]{36}-[0-9a-f]{16}\.[a-z0-9]{2,4}\z")]
    private static partial Regex Form();
}
