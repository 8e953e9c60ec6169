using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Recordings;

public readonly record struct RecordingUploadId(Guid Value) : ITypedId<RecordingUploadId>
{
    public static RecordingUploadId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>
/// A recording that arrives in pieces. What has been written down here is on the disk; what is on the disk beyond it was not
/// acknowledged and is sent again. It reaches its length only together with its call.
/// </summary>
public sealed class RecordingUpload : ITenantOwned
{
    /// <summary>How long a started upload may be continued.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private RecordingUpload()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public RecordingUploadId Id { get; private set; }

    /// <summary>Bytes of the whole recording.</summary>
    public long Length { get; private set; }

    /// <summary>Bytes that have arrived.</summary>
    public long Offset { get; private set; }

    /// <summary>What the client says of the call, as it said it; sealed, because it may name the caller.</summary>
    public byte[] SealedMetadata { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>What became of it; null until it is whole.</summary>
    public CallId? CallId { get; private set; }

    public static RecordingUpload Create(
        OrganizationId organizationId, RecordingUploadId id, long length, byte[] sealedMetadata, DateTimeOffset now) =>
        new()
        {
            OrganizationId = organizationId,
            Id = id,
            Length = length,
            SealedMetadata = sealedMetadata,
            CreatedAt = now,
            ExpiresAt = now + Lifetime,
        };

    public long Remaining => Length - Offset;

    /// <summary>Some of it arrived, but not the last byte.</summary>
    public void Arrived(long bytes)
    {
        if (bytes < 0 || bytes >= Remaining)
        {
            throw new ArgumentOutOfRangeException(nameof(bytes), bytes, "The last byte arrives with the call.");
        }

        Offset += bytes;
    }

    /// <summary>All of it arrived and is a call.</summary>
    public void Became(CallId callId) => (Offset, CallId) = (Length, callId);
}

public static class UploadErrors
{
    public static Error NotFound { get; } = new(ErrorKind.NotFound, "upload_not_found", "There is no such upload, or it has expired.");

    public static Error Locked { get; } =
        new(ErrorKind.Conflict, "upload_locked", "Another request is sending this upload at the moment.");

    public static Error Gone { get; } =
        new(ErrorKind.NotFound, "upload_gone", "What had arrived of the upload is lost. Start it again.");

    public static Error ChecksumMismatch { get; } =
        new(ErrorKind.Conflict, "upload_checksum_mismatch", "What arrived has another checksum than was announced; it was discarded.");

    public static Error NoPlace { get; } =
        new(ErrorKind.Unavailable, "uploads_not_configured", "This installation names no folder for uploads (Uploads:Directory).");

    public static Error WrongOffset(long offset) =>
        new(ErrorKind.Conflict, "upload_offset_mismatch", $"The upload continues at byte {offset}.");

    public static Error PastTheEnd(long length) => new(
        ErrorKind.Validation, "upload_past_its_end", $"More was sent than the {length} bytes that were announced.");

    public static Error TooMany(int limit) => new(
        ErrorKind.Conflict, "uploads_too_many", $"There are {limit} unfinished uploads. Finish one, end one, or wait for one to expire.");
}
