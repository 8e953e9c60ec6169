using System.Buffers;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using CallScript.Application.Recordings;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.Domain.Recordings;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Recordings;

/// <summary>
/// The vault as a bucket. What fits into one part is put under its key at once; the rest is uploaded part by part under a
/// temporary key, because the key follows from the last byte, and then copied by the server. Either way an object appears whole.
/// </summary>
internal sealed partial class S3RecordingVault(
    IAmazonS3 s3, IOptions<VaultOptions> options, TimeProvider clock, ILogger<S3RecordingVault> logger) : IRecordingVault, IPreparedVault
{
    /// <summary>The smallest part is 5 MB; this is what one store holds in memory.</summary>
    private const int PartBytes = 8 * 1024 * 1024;

    private const int CopyBytes = 128 * 1024;
    private const string Incoming = ".incoming/";

    /// <summary>Longer than any upload takes.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    private readonly S3Options _s3 = options.Value.S3;
    private readonly long _maxBytes = options.Value.MaxBytes;
    private readonly TemporaryFolder _temporary = new(Path.Combine(Path.GetTempPath(), $"callscript-vault-{Environment.UserName}"));

    public Task<Result<StoredRecording>> StoreAsync(OrganizationId organizationId, Stream content, CancellationToken cancellationToken) =>
        StoreAsync(content, (sha256, extension) => StorageKey.OfContent(organizationId, sha256, extension), cancellationToken);

    public async Task<Result<StoredRecording>> StoreCopyAsync(
        OrganizationId organizationId, string storageKey, Stream content, CancellationToken cancellationToken) =>
        StorageKey.IsOf(organizationId, storageKey)
            ? await StoreAsync(content, (_, _) => StorageKey.OfCopy(storageKey), cancellationToken)
            : RecordingErrors.Missing;

    public Task DeleteAsync(OrganizationId organizationId, string storageKey, CancellationToken cancellationToken) =>
        StorageKey.IsOf(organizationId, storageKey)
            ? s3.DeleteObjectAsync(_s3.Bucket, _s3.Prefix + storageKey, cancellationToken)
            : Task.CompletedTask;

    public async Task<bool> ExistsAsync(OrganizationId organizationId, string storageKey, CancellationToken cancellationToken) =>
        await FindAsync(organizationId, storageKey, cancellationToken) is not null;

    public async Task<Result<Stream>> OpenAsync(OrganizationId organizationId, string storageKey, CancellationToken cancellationToken) =>
        await FindAsync(organizationId, storageKey, cancellationToken) is { } found
            ? new S3ObjectStream(s3, _s3.Bucket, _s3.Prefix + storageKey, found.ETag, found.ContentLength)
            : RecordingErrors.Missing;

    public async IAsyncEnumerable<VaultObject> ListAsync(
        OrganizationId organizationId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in ListAsync(StorageKey.FolderOf(organizationId), cancellationToken))
        {
            yield return entry;
        }
    }

    public async Task<Result<T>> WithLocalFileAsync<T>(
        OrganizationId organizationId,
        string storageKey,
        Func<string, CancellationToken, Task<Result<T>>> action,
        CancellationToken cancellationToken)
    {
        var opened = await OpenAsync(organizationId, storageKey, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        await using var content = opened.Value;
        await using var file = _temporary.Create(Path.GetExtension(storageKey));
        try
        {
            await content.CopyToAsync(file, CopyBytes, cancellationToken);
            await file.FlushAsync(cancellationToken);
            return await action(file.Name, cancellationToken);
        }
        finally
        {
            File.Delete(file.Name);
        }
    }

    /// <summary>Shows that the bucket can be used, and removes what processes that died had begun to upload.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _temporary.RemoveAbandoned();
        var oldest = clock.GetUtcNow() - Abandoned;
        var removed = 0;
        await foreach (var leftover in ListAsync(Incoming, cancellationToken))
        {
            if (leftover.ModifiedAt < oldest)
            {
                await s3.DeleteObjectAsync(_s3.Bucket, _s3.Prefix + leftover.StorageKey, cancellationToken);
                removed++;
            }
        }

        var uploads = await s3.ListMultipartUploadsAsync(
            new ListMultipartUploadsRequest { BucketName = _s3.Bucket, Prefix = _s3.Prefix + Incoming }, cancellationToken);
        foreach (var upload in uploads.MultipartUploads ?? [])
        {
            if (upload.Initiated?.ToUniversalTime() < oldest.UtcDateTime)
            {
                await s3.AbortMultipartUploadAsync(_s3.Bucket, upload.Key, upload.UploadId, cancellationToken);
                removed++;
            }
        }

        if (removed > 0)
        {
            LogLeftoversRemoved(logger, removed);
        }
    }

    private async Task<Result<StoredRecording>> StoreAsync(Stream content, KeyOf keyOf, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PartBytes);
        try
        {
            return await StoreAsync(content, keyOf, buffer.AsMemory(0, PartBytes), cancellationToken);
        }
        catch (RecordingStreamException failure)
        {
            return failure.Error;
        }
        finally
        {
            // Recordings are private: the next renter must not find a piece of one.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private async Task<Result<StoredRecording>> StoreAsync(
        Stream content, KeyOf keyOf, Memory<byte> part, CancellationToken cancellationToken)
    {
        // The head first, so that a web page is refused before it is read to its end.
        var count = await content.ReadAtLeastAsync(part, MediaSniffer.HeadBytes, throwOnEndOfStream: false, cancellationToken);
        if (count == 0)
        {
            return RecordingErrors.Empty;
        }

        if (MediaSniffer.Recognize(part.Span[..count]) is not { } kind)
        {
            return RecordingErrors.NotAudio(MediaSniffer.Describe(part.Span[..Math.Min(count, 64)]));
        }

        count += await FillAsync(content, part[count..], cancellationToken);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (count == part.Length)
        {
            return await UploadAsync(content, keyOf, part, kind, hash, cancellationToken);
        }

        if (count > _maxBytes)
        {
            return RecordingErrors.TooLarge(_maxBytes);
        }

        hash.AppendData(part.Span[..count]);
        var stored = Describe(keyOf, kind, hash, count);
        using var body = Body(part[..count]);
        await s3.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = _s3.Bucket,
                Key = _s3.Prefix + stored.StorageKey,
                InputStream = body,
                AutoCloseStream = false,
                ContentType = kind.MediaType,
                // The whole body is signed: many servers do not understand signed chunks.
                UseChunkEncoding = false,
                ServerSideEncryptionMethod = Encryption,
                ServerSideEncryptionKeyManagementServiceKeyId = _s3.KmsKeyId,
            },
            cancellationToken);
        return stored;
    }

    private async Task<Result<StoredRecording>> UploadAsync(
        Stream content, KeyOf keyOf, Memory<byte> part, AudioKind kind, IncrementalHash hash, CancellationToken cancellationToken)
    {
        var key = $"{_s3.Prefix}{Incoming}{Guid.NewGuid():N}";
        var upload = await s3.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest
            {
                BucketName = _s3.Bucket,
                Key = key,
                ContentType = kind.MediaType,
                ServerSideEncryptionMethod = Encryption,
                ServerSideEncryptionKeyManagementServiceKeyId = _s3.KmsKeyId,
            },
            cancellationToken);
        var complete = false;
        try
        {
            var parts = new List<PartETag>();
            var byteCount = 0L;
            for (var count = part.Length; count > 0; count = await FillAsync(content, part, cancellationToken))
            {
                byteCount += count;
                if (byteCount > _maxBytes)
                {
                    return RecordingErrors.TooLarge(_maxBytes);
                }

                hash.AppendData(part.Span[..count]);
                using var body = Body(part[..count]);
                var uploaded = await s3.UploadPartAsync(
                    new UploadPartRequest
                    {
                        BucketName = _s3.Bucket,
                        Key = key,
                        UploadId = upload.UploadId,
                        PartNumber = parts.Count + 1,
                        PartSize = count,
                        InputStream = body,
                        UseChunkEncoding = false,
                    },
                    cancellationToken);
                parts.Add(new PartETag(parts.Count + 1, uploaded.ETag));
            }

            await s3.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest { BucketName = _s3.Bucket, Key = key, UploadId = upload.UploadId, PartETags = parts },
                cancellationToken);
            complete = true;
            var stored = Describe(keyOf, kind, hash, byteCount);
            await s3.CopyObjectAsync(
                new CopyObjectRequest
                {
                    SourceBucket = _s3.Bucket,
                    SourceKey = key,
                    DestinationBucket = _s3.Bucket,
                    DestinationKey = _s3.Prefix + stored.StorageKey,
                    ServerSideEncryptionMethod = Encryption,
                    ServerSideEncryptionKeyManagementServiceKeyId = _s3.KmsKeyId,
                },
                cancellationToken);
            return stored;
        }
        finally
        {
            await ClearAsync(key, complete ? null : upload.UploadId);
        }
    }

    // Not cancelled with the store: what is not removed now lies there for a day.
    private async Task ClearAsync(string key, string? uploadId)
    {
        try
        {
            await (uploadId is null
                ? s3.DeleteObjectAsync(_s3.Bucket, key, CancellationToken.None)
                : (Task)s3.AbortMultipartUploadAsync(_s3.Bucket, key, uploadId, CancellationToken.None));
        }
        catch (Exception failure) when (failure is AmazonS3Exception or HttpRequestException)
        {
            LogLeftBehind(logger, failure);
        }
    }

    private ServerSideEncryptionMethod? Encryption => _s3.Encryption switch
    {
        S3Encryption.Aes256 => ServerSideEncryptionMethod.AES256,
        S3Encryption.Kms => ServerSideEncryptionMethod.AWSKMS,
        S3Encryption.BucketDefault => null,
        _ => throw new InvalidOperationException($"Unknown encryption {_s3.Encryption}."),
    };

    private static StoredRecording Describe(KeyOf keyOf, AudioKind kind, IncrementalHash hash, long byteCount)
    {
        var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        return new StoredRecording(keyOf(sha256, kind.Extension), sha256, byteCount, kind.MediaType);
    }

    private static async Task<int> FillAsync(Stream content, Memory<byte> part, CancellationToken cancellationToken) =>
        part.Length == 0 ? 0 : await content.ReadAtLeastAsync(part, part.Length, throwOnEndOfStream: false, cancellationToken);

    private static MemoryStream Body(ReadOnlyMemory<byte> part) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(part, out var bytes)
            ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false)
            : throw new InvalidOperationException("The part is not an array's.");

    private async Task<GetObjectMetadataResponse?> FindAsync(
        OrganizationId organizationId, string storageKey, CancellationToken cancellationToken)
    {
        if (!StorageKey.IsOf(organizationId, storageKey))
        {
            return null;
        }

        try
        {
            return await s3.GetObjectMetadataAsync(_s3.Bucket, _s3.Prefix + storageKey, cancellationToken);
        }
        catch (AmazonS3Exception missing) when (missing.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private async IAsyncEnumerable<VaultObject> ListAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = _s3.Bucket, Prefix = _s3.Prefix + folder };
        do
        {
            var page = await s3.ListObjectsV2Async(request, cancellationToken);
            foreach (var entry in page.S3Objects ?? [])
            {
                yield return new VaultObject(
                    entry.Key[_s3.Prefix.Length..], entry.Size ?? 0, entry.LastModified?.ToUniversalTime() ?? DateTimeOffset.MaxValue);
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (request.ContinuationToken is not null);
    }

    [LoggerMessage(EventId = 4111, Level = LogLevel.Information, Message = "Removed {Count} unfinished uploads from the vault")]
    private static partial void LogLeftoversRemoved(ILogger logger, int count);

    [LoggerMessage(EventId = 4112, Level = LogLevel.Warning, Message = "An unfinished upload could not be removed from the vault; the next start removes it")]
    private static partial void LogLeftBehind(ILogger logger, Exception failure);
}
