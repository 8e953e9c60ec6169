using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace CallScript.Infrastructure.Recordings.Folders;

/// <summary>
/// A prefix of a bucket, without what lies deeper. S3 knows no moving: an object is copied, if it still is the one that was taken in, and
/// removed afterwards.
/// </summary>
internal sealed class BucketPlace(IAmazonS3 s3, S3Options options) : IWatchedPlace
{
    public string Name => $"s3://{options.Bucket}/{options.Prefix}";

    public async Task<IReadOnlyList<WatchedEntry>?> ListAsync(Func<string, bool> isWanted, int limit, CancellationToken cancellationToken)
    {
        var entries = new List<WatchedEntry>();
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = options.Prefix, Delimiter = "/" };
        try
        {
            do
            {
                var page = await s3.ListObjectsV2Async(request, cancellationToken);
                entries.AddRange((page.S3Objects ?? [])
                    .Where(entry => entry.Size > 0 && isWanted(entry.Key[options.Prefix.Length..]))
                    .Select(entry => new WatchedEntry(
                        entry.Key[options.Prefix.Length..], entry.Size!.Value, entry.LastModified!.Value.ToUniversalTime(), entry.ETag)));
                request.ContinuationToken = page.NextContinuationToken;
            }
            while (request.ContinuationToken is not null && entries.Count < limit);
        }
        catch (AmazonS3Exception missing) when (missing.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        return [.. entries.Take(limit)];
    }

    public async Task<Stream?> OpenAsync(WatchedEntry entry, CancellationToken cancellationToken) =>
        await IsUnchangedAsync(entry, cancellationToken)
            ? new S3ObjectStream(s3, options.Bucket, KeyOf(entry), entry.Tag!, entry.Length)
            : null;

    public async Task<bool> PutAsideAsync(WatchedGroup group, string folder, string? reason, CancellationToken cancellationToken)
    {
        var target = $"{options.Prefix}{folder}/";
        target += await FreeNameAsync(group, target, cancellationToken);
        var explanation = $"{target}.error.txt";
        if (reason is not null)
        {
            await s3.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = options.Bucket,
                    Key = explanation,
                    ContentBody = reason + "\n",
                    ContentType = "text/plain; charset=utf-8",
                    UseChunkEncoding = false,
                    ServerSideEncryptionMethod = options.EncryptionMethod,
                    ServerSideEncryptionKeyManagementServiceKeyId = options.KmsKeyId,
                },
                cancellationToken);
        }

        var moved = 0;
        foreach (var entry in group.All)
        {
            moved += await MoveUnchangedAsync(entry, target + Path.GetExtension(entry.Name), cancellationToken) ? 1 : 0;
        }

        if (moved == 0 && reason is not null)
        {
            // Another process has explained it.
            await s3.DeleteObjectAsync(options.Bucket, explanation, cancellationToken);
        }

        return moved > 0;
    }

    private async Task<bool> MoveUnchangedAsync(WatchedEntry entry, string target, CancellationToken cancellationToken)
    {
        try
        {
            await s3.CopyObjectAsync(
                new CopyObjectRequest
                {
                    SourceBucket = options.Bucket,
                    SourceKey = KeyOf(entry),
                    ETagToMatch = entry.Tag,
                    DestinationBucket = options.Bucket,
                    DestinationKey = target,
                    ServerSideEncryptionMethod = options.EncryptionMethod,
                    ServerSideEncryptionKeyManagementServiceKeyId = options.KmsKeyId,
                },
                cancellationToken);
        }
        catch (AmazonS3Exception changed) when (changed.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed)
        {
            return false;
        }

        // Another object that has taken the name meanwhile stays for the next look.
        if (await IsUnchangedAsync(entry, cancellationToken))
        {
            await s3.DeleteObjectAsync(options.Bucket, KeyOf(entry), cancellationToken);
        }

        return true;
    }

    private async Task<bool> IsUnchangedAsync(WatchedEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            var found = await s3.GetObjectMetadataAsync(options.Bucket, KeyOf(entry), cancellationToken);
            return (found.ETag, found.ContentLength) == (entry.Tag, entry.Length);
        }
        catch (AmazonS3Exception missing) when (missing.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>The name that the objects have, or one like it when it is taken there.</summary>
    private async Task<string> FreeNameAsync(WatchedGroup group, string folder, CancellationToken cancellationToken)
    {
        var taken = await s3.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = options.Bucket, Prefix = $"{folder}{group.Name}.", MaxKeys = 1 }, cancellationToken);
        return taken.S3Objects is { Count: > 0 } ? $"{group.Name}-{Guid.NewGuid():N}" : group.Name;
    }

    private string KeyOf(WatchedEntry entry) => options.Prefix + entry.Name;
}
