using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Secrets;

/// <summary>What a key of an organization is for.</summary>
public enum KeyUse
{
    /// <summary>Encrypts secrets and caller numbers. Replaced by rotation; older versions still open what they sealed.</summary>
    Encryption,

    /// <summary>
    /// Keys the hashes by which callers are found. Never replaced: what was erased leaves only its hash behind, and
    /// under another key that hash would no longer keep the number from coming back.
    /// </summary>
    Lookup,
}

/// <summary>A 256-bit key of one organization, wrapped by a master key. The database never holds it in clear.</summary>
public sealed class OrganizationKey : ITenantOwned
{
    public const int MasterKeyIdMaxLength = 64;

    private OrganizationKey()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public KeyUse Use { get; private set; }

    /// <summary>Counts from 1; the highest is the one that seals.</summary>
    public int Version { get; private set; }

    /// <summary>The master key that wrapped it.</summary>
    public string MasterKeyId { get; private set; } = "";

    public byte[] WrappedKey { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset WrappedAt { get; private set; }

    public static OrganizationKey Create(
        OrganizationId organizationId, KeyUse use, int version, string masterKeyId, byte[] wrappedKey, DateTimeOffset now) =>
        new()
        {
            OrganizationId = organizationId,
            Use = use,
            Version = version,
            MasterKeyId = masterKeyId,
            WrappedKey = wrappedKey,
            CreatedAt = now,
            WrappedAt = now,
        };

    /// <summary>The same key under another master key.</summary>
    public void Rewrap(string masterKeyId, byte[] wrappedKey, DateTimeOffset now) =>
        (MasterKeyId, WrappedKey, WrappedAt) = (masterKeyId, wrappedKey, now);
}
