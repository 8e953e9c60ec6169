using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using CallScript.Application.Recordings;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.Domain.Recordings;
using CallScript.Infrastructure.Recordings.Native;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Recordings;

/// <summary>
/// The vault as a folder. A recording is written beside the others under a temporary name, flushed to the disk and
/// then renamed: a reader sees all of it or nothing, whenever a process dies.
/// </summary>
internal sealed partial class FileSystemRecordingVault(IOptions<VaultOptions> options, ILogger<FileSystemRecordingVault> logger)
    : IRecordingVault, IPreparedVault
{
    private const int BufferBytes = 128 * 1024;

    private readonly string _root = Path.GetFullPath(options.Value.Directory);
    private readonly long _maxBytes = options.Value.MaxBytes;

    private readonly TemporaryFolder _incoming = new(Path.Combine(Path.GetFullPath(options.Value.Directory), ".incoming"));

    public Task<Result<StoredRecording>> StoreAsync(OrganizationId organizationId, Stream content, CancellationToken cancellationToken) =>
        StoreAsync(content, (sha256, extension) => StorageKey.OfContent(organizationId, sha256, extension), cancellationToken);

    public async Task<Result<StoredRecording>> StoreCopyAsync(
        OrganizationId organizationId, string storageKey, Stream content, CancellationToken cancellationToken) =>
        StorageKey.IsOf(organizationId, storageKey)
            ? await StoreAsync(content, (_, _) => StorageKey.OfCopy(storageKey), cancellationToken)
            : RecordingErrors.Missing;

    public Task DeleteAsync(OrganizationId organizationId, string storageKey, CancellationToken cancellationToken)
    {
        if (PathOf(organizationId, storageKey) is { } path && File.Exists(path))
        {
            File.Delete(path);
            DirectorySync.Flush(Path.GetDirectoryName(path)!);
        }

        return Task.CompletedTask;
    }

    public Task<bool> ExistsAsync(OrganizationId organizationId, string storageKey, CancellationToken cancellationToken) =>
        Task.FromResult(File.Exists(PathOf(organizationId, storageKey)));

    public async IAsyncEnumerable<VaultObject> ListAsync(
        OrganizationId organizationId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var folder = new DirectoryInfo(PathOf(StorageKey.FolderOf(organizationId)));
        if (!folder.Exists)
        {
            yield break;
        }

        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new VaultObject(
                Path.GetRelativePath(_root, file.FullName).Replace(Path.DirectorySeparatorChar, '/'), file.Length, file.LastWriteTimeUtc);
        }
    }

    public Task<Result<Stream>> OpenAsync(OrganizationId organizationId, string storageKey, CancellationToken cancellationToken) =>
        Task.FromResult(Open(organizationId, storageKey));

    public async Task<Result<T>> WithLocalFileAsync<T>(
        OrganizationId organizationId,
        string storageKey,
        Func<string, CancellationToken, Task<Result<T>>> action,
        CancellationToken cancellationToken)
    {
        var path = PathOf(organizationId, storageKey);
        return File.Exists(path) ? await action(path, cancellationToken) : RecordingErrors.Missing;
    }

    public Task PrepareAsync(CancellationToken cancellationToken)
    {
        TemporaryFolder.Make(_root);
        if (_incoming.RemoveAbandoned() is > 0 and var removed)
        {
            LogLeftoversRemoved(logger, removed);
        }

        return Task.CompletedTask;
    }

    private async Task<Result<StoredRecording>> StoreAsync(
        Stream content, KeyOf keyOf, CancellationToken cancellationToken)
    {
        await using var part = _incoming.CreateExclusive(".part");
        try
        {
            var written = await WriteAsync(content, part, cancellationToken);
            if (!written.IsSuccess)
            {
                return written.Error;
            }

            var (kind, sha256, byteCount) = written.Value;
            var key = keyOf(sha256, kind.Extension);
            var path = PathOf(key);
            var folder = Path.GetDirectoryName(path)!;
            TemporaryFolder.Make(folder);
            part.Flush(flushToDisk: true);
            // Renamed while open: its lock keeps a cleaning process away until the file has its name.
            File.Move(part.Name, path, overwrite: true);
            DirectorySync.FlushUpTo(_root, folder);
            return new StoredRecording(key, sha256, byteCount, kind.MediaType);
        }
        catch (RecordingStreamException failure)
        {
            return failure.Error;
        }
        finally
        {
            // Gone already when it was renamed; deleting what is not there is no error.
            File.Delete(part.Name);
        }
    }

    private async Task<Result<(AudioKind Kind, string Sha256, long ByteCount)>> WriteAsync(
        Stream content, FileStream part, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            // The head first, so that a web page is refused before it is stored.
            var head = await content.ReadAtLeastAsync(
                buffer, MediaSniffer.HeadBytes, throwOnEndOfStream: false, cancellationToken);
            if (head == 0)
            {
                return RecordingErrors.Empty;
            }

            if (MediaSniffer.Recognize(buffer.AsSpan(0, head)) is not { } kind)
            {
                return RecordingErrors.NotAudio(MediaSniffer.Describe(buffer.AsSpan(0, Math.Min(head, 64))));
            }

            var byteCount = 0L;
            for (var count = head; count > 0; count = await content.ReadAsync(buffer, cancellationToken))
            {
                byteCount += count;
                if (byteCount > _maxBytes)
                {
                    return RecordingErrors.TooLarge(_maxBytes);
                }

                hash.AppendData(buffer, 0, count);
                await part.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }

            return (kind, Convert.ToHexStringLower(hash.GetHashAndReset()), byteCount);
        }
        finally
        {
            // Recordings are private: the next renter must not find a piece of one.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private Result<Stream> Open(OrganizationId organizationId, string storageKey)
    {
        if (PathOf(organizationId, storageKey) is not { } path)
        {
            return RecordingErrors.Missing;
        }

        try
        {
            return new FileStream(
                path,
                new FileStreamOptions
                {
                    Mode = FileMode.Open,
                    Access = FileAccess.Read,
                    // Shares everything, so that no lock is taken and a rename over this file is possible.
                    Share = FileShare.ReadWrite | FileShare.Delete,
                    Options = FileOptions.Asynchronous,
                });
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return RecordingErrors.Missing;
        }
    }

    private string? PathOf(OrganizationId organizationId, string storageKey) =>
        StorageKey.IsOf(organizationId, storageKey) ? PathOf(storageKey) : null;

    private string PathOf(string key) => Path.Combine(_root, key.Replace('/', Path.DirectorySeparatorChar));

    [LoggerMessage(EventId = 4101, Level = LogLevel.Information, Message = "Removed {Count} unfinished files from the vault")]
    private static partial void LogLeftoversRemoved(ILogger logger, int count);
}
