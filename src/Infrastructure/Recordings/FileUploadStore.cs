using System.Buffers;
using System.Security.Cryptography;
using CallScript.Application.Recordings.Uploads;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.Domain.Recordings;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Recordings;

/// <summary>Uploads as files, a folder for each organization, readable by their owner alone.</summary>
internal sealed class FileUploadStore(IOptions<UploadOptions> options, IOptions<VaultOptions> vault) : IUploadStore
{
    private const string Extension = ".part";

    private readonly string? _root =
        !string.IsNullOrWhiteSpace(options.Value.Directory) ? Path.GetFullPath(options.Value.Directory)
        : !string.IsNullOrWhiteSpace(vault.Value.Directory) ? Path.Combine(Path.GetFullPath(vault.Value.Directory), ".uploads")
        : null;

    public long LargestUpload => vault.Value.MaxBytes;

    public Result<IUploadFile> Open(OrganizationId organizationId, RecordingUploadId id)
    {
        if (_root is null)
        {
            return UploadErrors.NoPlace;
        }

        TemporaryFolder.Make(FolderOf(organizationId));
        try
        {
            var file = new FileStream(PathOf(organizationId, id), Options());
            return Result<IUploadFile>.Of(new UploadFile(file));
        }
        catch (IOException)
        {
            return UploadErrors.Locked;
        }
    }

    public void Delete(OrganizationId organizationId, RecordingUploadId id)
    {
        if (_root is not null && Directory.Exists(FolderOf(organizationId)))
        {
            File.Delete(PathOf(organizationId, id));
        }
    }

    public IReadOnlyList<(RecordingUploadId Id, DateTimeOffset ModifiedAt)> List(OrganizationId organizationId) =>
        _root is null || !Directory.Exists(FolderOf(organizationId))
            ? []
            :
            [
                .. new DirectoryInfo(FolderOf(organizationId)).EnumerateFiles("*" + Extension)
                    .Where(file => Guid.TryParse(Path.GetFileNameWithoutExtension(file.Name), out _))
                    .Select(file => (
                        new RecordingUploadId(Guid.Parse(Path.GetFileNameWithoutExtension(file.Name))),
                        new DateTimeOffset(file.LastWriteTimeUtc))),
            ];

    private string FolderOf(OrganizationId organizationId) => Path.Combine(_root!, organizationId.ToString());

    private string PathOf(OrganizationId organizationId, RecordingUploadId id) => Path.Combine(FolderOf(organizationId), $"{id}{Extension}");

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            // A lock that other processes see: one request at a time.
            Share = FileShare.None,
            Options = FileOptions.Asynchronous,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private sealed class UploadFile(FileStream file) : IUploadFile
    {
        private const int BufferBytes = 128 * 1024;

        public long Length => file.Length;

        public async Task<Result<long>> WriteAsync(
            long offset, long limit, Stream content, UploadChecksum? checksum, CancellationToken cancellationToken)
        {
            file.SetLength(offset);
            file.Position = offset;
            using var hash = checksum is null ? null : IncrementalHash.CreateHash(AlgorithmOf(checksum));
            var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
            var (written, isWhole) = (0L, false);
            try
            {
                while (true)
                {
                    var count = await content.ReadAsync(buffer, cancellationToken);
                    if (count == 0)
                    {
                        isWhole = true;
                        break;
                    }

                    if (written + count > limit)
                    {
                        file.SetLength(offset);
                        return UploadErrors.PastTheEnd(offset + limit);
                    }

                    hash?.AppendData(buffer, 0, count);
                    await file.WriteAsync(buffer.AsMemory(0, count), CancellationToken.None);
                    written += count;
                }
            }
            catch (Exception broken) when (broken is IOException or OperationCanceledException)
            {
                // The connection ended. What arrived counts, but for a last byte that nobody waits for.
                written = Math.Min(written, limit - 1);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            }

            if (hash is not null && !(isWhole && CryptographicOperations.FixedTimeEquals(hash.GetHashAndReset(), checksum!.Digest)))
            {
                file.SetLength(offset);
                return isWhole ? UploadErrors.ChecksumMismatch : 0L;
            }

            file.SetLength(offset + written);
            file.Flush(flushToDisk: true);
            return written;
        }

        public Stream Read()
        {
            file.Position = 0;
            return file;
        }

        public ValueTask DisposeAsync() => file.DisposeAsync();

        private static HashAlgorithmName AlgorithmOf(UploadChecksum checksum) =>
            checksum.Algorithm == "sha1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;
    }
}
