using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Recordings;

public enum ManifestEntryKind
{
    /// <summary>A call's recording came into the vault.</summary>
    Stored,

    /// <summary>A call has no recording any more; the object is gone when no other call has the same.</summary>
    Removed,
}

/// <summary>
/// One line of an organization's vault manifest, with which a recording can be proved. Entries are only ever added: the
/// database chains each to the one before it by hash.
/// </summary>
public sealed class ManifestEntry : ITenantOwned
{
    public const int SourceMaxLength = 255;

    /// <summary>The source of what was handed in rather than fetched.</summary>
    public const string Upload = "upload";

    private ManifestEntry()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public ManifestEntryId Id { get; private set; }

    public ManifestEntryKind Kind { get; private set; }

    public CallId CallId { get; private set; }

    public string StorageKey { get; private set; } = "";

    public string Sha256 { get; private set; } = "";

    public long ByteCount { get; private set; }

    public string MediaType { get; private set; } = "";

    /// <summary>The host that it was fetched from, or <see cref="Upload"/>. Of a removal, what the entry of its storing says is not repeated.</summary>
    public string? Source { get; private set; }

    public DateTimeOffset RecordedAt { get; private set; }

    public static ManifestEntry OfStoring(Recording recording, ManifestEntryId id, string source, DateTimeOffset now)
    {
        var entry = Of(recording, id, ManifestEntryKind.Stored, now);
        entry.Source = source.Length <= SourceMaxLength ? source : source[..SourceMaxLength];
        return entry;
    }

    public static ManifestEntry OfRemoval(Recording recording, ManifestEntryId id, DateTimeOffset now) =>
        Of(recording, id, ManifestEntryKind.Removed, now);

    private static ManifestEntry Of(Recording recording, ManifestEntryId id, ManifestEntryKind kind, DateTimeOffset now) =>
        new()
        {
            OrganizationId = recording.OrganizationId,
            Id = id,
            Kind = kind,
            CallId = recording.CallId,
            StorageKey = recording.StorageKey,
            Sha256 = recording.Sha256,
            ByteCount = recording.ByteCount,
            MediaType = recording.MediaType,
            RecordedAt = now,
        };
}

/// <summary>An entry's place in its organization's chain. Written by the database alone.</summary>
public sealed class ManifestLink : ITenantOwned
{
    private ManifestLink()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    /// <summary>1, 2, 3 ... without gaps within an organization.</summary>
    public long Sequence { get; private set; }

    public ManifestEntryId EntryId { get; private set; }

    /// <summary>The digest of the link before; empty for the first.</summary>
    public byte[] PreviousDigest { get; private set; } = [];

    /// <summary>SHA-256 over the digest before it and the entry's fields.</summary>
    public byte[] Digest { get; private set; } = [];
}
