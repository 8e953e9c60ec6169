using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallScript.Application.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Infrastructure.Secrets;

/// <summary>The unwrapped keys of one organization. Each kind of secret has a key of its own, derived from the data key.</summary>
internal sealed class DataKeys(OrganizationId organizationId, IReadOnlyDictionary<int, byte[]> encryptionKeys, byte[] lookupKey)
{
    private const int LookupVersion = -1;

    // Deriving costs more than what a derived key is used for, and a page of calls uses three of them a thousand times.
    private readonly ConcurrentDictionary<(int Version, string Purpose), byte[]> _derived = new();

    public OrganizationId OrganizationId => organizationId;

    /// <summary>The version that seals.</summary>
    public int CurrentVersion { get; } = encryptionKeys.Keys.Max();

    public bool Knows(int version) => encryptionKeys.ContainsKey(version);

    public byte[] Seal(SecretKind kind, Guid recordId, string secret) =>
        SealedBox.Seal(
            KeyOf(CurrentVersion, kind), CurrentVersion, Context(kind, recordId), Encoding.UTF8.GetBytes(secret));

    /// <exception cref="CryptographicException">Changed, of another record, or under a key that this organization does not have.</exception>
    public string Open(SecretKind kind, Guid recordId, byte[] box)
    {
        var version = SealedBox.VersionOf(box);
        return Knows(version)
            ? Encoding.UTF8.GetString(SealedBox.Open(KeyOf(version, kind), Context(kind, recordId), box))
            : throw new CryptographicException($"There is no data key with the version {version}.");
    }

    /// <summary>A keyed hash for one purpose; equal texts give equal hashes within this organization and purpose.</summary>
    public byte[] Hash(string purpose, string text) =>
        HMACSHA256.HashData(
            _derived.GetOrAdd((LookupVersion, purpose), key => Derive(lookupKey, key.Purpose)), Encoding.UTF8.GetBytes(text));

    private string Context(SecretKind kind, Guid recordId) => $"{organizationId}/{NameOf(kind)}/{recordId}";

    private byte[] KeyOf(int version, SecretKind kind) =>
        _derived.GetOrAdd((version, NameOf(kind)), key => Derive(encryptionKeys[key.Version], key.Purpose));

    private static byte[] Derive(byte[] key, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, SealedBox.KeyLength, info: Encoding.UTF8.GetBytes("callscript/" + purpose));

    private static string NameOf(SecretKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
}
