using System.Text.RegularExpressions;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Recordings;

/// <summary>
/// Keys of the vault. A recording lies under its content's hash, <c>{organization}/sha256/{first two}/{hash}.{extension}</c>, so
/// that the same bytes are kept once for an organization however many calls they belong to. Recordings of earlier
/// versions keep their keys, <c>{organization}/{yyyy}/{MM}/{call}-{first 16 of the hash}.{extension}</c>. The copy for players
/// has the recording's key and an ending: either key follows from the other.
/// </summary>
public static partial class StorageKey
{
    public const int MaxLength = 300;

    private const string Content = "sha256";
    private const string Copy = ".play.m4a";

    /// <summary>What every key of an organization starts with.</summary>
    public static string FolderOf(OrganizationId organizationId) => $"{organizationId.Value:D}/";

    public static string OfContent(OrganizationId organizationId, string sha256, string extension) =>
        $"{organizationId.Value:D}/{Content}/{sha256[..2]}/{sha256}.{extension}";

    /// <summary>Where the copy for players of a recording lies.</summary>
    public static string OfCopy(string key) => key + Copy;

    /// <summary>The key of the recording, given its own or its copy's.</summary>
    public static string OfOriginal(string key) => key.EndsWith(Copy, StringComparison.Ordinal) ? key[..^Copy.Length] : key;

    /// <summary>
    /// Whether the key has the exact form of this organization's keys. A pattern without dots or free text leaves no
    /// way to climb out of the folder.
    /// </summary>
    public static bool IsOf(OrganizationId organizationId, string key) =>
        Form().IsMatch(key) && key.StartsWith(FolderOf(organizationId), StringComparison.Ordinal);

    [GeneratedRegex(@"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/(([0-9]{4}/[0-9]{2}|undated)/[0-9a-f-]{36}-[0-9a-f]{16}|sha256/[0-9a-f]{2}/[0-9a-f]{64})\.[a-z0-9]{2,4}(\.play\.m4a)?\z")]
    private static partial Regex Form();
}
