using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.Domain.Recordings;

namespace CallScript.Application.Recordings.Uploads;

/// <param name="Algorithm">sha1 or sha256.</param>
/// <param name="Digest">What the piece is said to have.</param>
public sealed record UploadChecksum(string Algorithm, byte[] Digest);

/// <summary>Where recordings lie while they arrive; what all hosts of an installation see.</summary>
public interface IUploadStore
{
    /// <summary>The largest recording that is taken at all.</summary>
    long LargestUpload { get; }

    /// <summary>Opens what has arrived of an upload, for this request alone.</summary>
    /// <returns>The file, or <see cref="UploadErrors.Locked"/> or <see cref="UploadErrors.NoPlace"/>.</returns>
    Result<IUploadFile> Open(OrganizationId organizationId, RecordingUploadId id);

    /// <summary>Removes what has arrived. What is not there counts as removed.</summary>
    void Delete(OrganizationId organizationId, RecordingUploadId id);

    /// <summary>Every upload of which something is here, with the time of its last byte.</summary>
    IReadOnlyList<(RecordingUploadId Id, DateTimeOffset ModifiedAt)> List(OrganizationId organizationId);
}

/// <summary>What has arrived of one upload. Nobody else has it open.</summary>
public interface IUploadFile : IAsyncDisposable
{
    long Length { get; }

    /// <summary>
    /// Puts a piece at a position, in place of whatever is there beyond it, and on the disk. A connection that ends early
    /// leaves what arrived, or nothing where a checksum was announced.
    /// </summary>
    /// <param name="offset">Where.</param>
    /// <param name="limit">The longest that the piece may be.</param>
    /// <param name="content">The piece.</param>
    /// <param name="checksum">What it must have; null: anything.</param>
    /// <param name="cancellationToken">Ends it as a broken connection does.</param>
    /// <returns>Bytes written, or one of <see cref="UploadErrors"/>.</returns>
    Task<Result<long>> WriteAsync(
        long offset, long limit, Stream content, UploadChecksum? checksum, CancellationToken cancellationToken);

    /// <summary>The whole from its start; closed with the file.</summary>
    Stream Read();
}
