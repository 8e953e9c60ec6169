using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.Domain.Recordings;

namespace CallScript.Application.Recordings;

/// <param name="StorageKey">The object's key.</param>
/// <param name="ByteCount">Its size.</param>
/// <param name="ModifiedAt">When it was last written, by the store's clock.</param>
public sealed record VaultObject(string StorageKey, long ByteCount, DateTimeOffset ModifiedAt);

/// <summary>
/// Where recordings are kept. Every key starts with the organization's id, and every operation takes the
/// organization, so that a key of one organization is refused for another. What refers to what is the business of
/// <see cref="VaultShelf"/>.
/// </summary>
public interface IRecordingVault
{
    /// <summary>
    /// Streams the content into the vault: hashed, counted and sniffed on the way, never held whole in memory,
    /// visible only once complete. The key follows from the content, so storing the same again changes nothing but the time.
    /// </summary>
    /// <returns>What was stored, or one of <see cref="RecordingErrors"/>.</returns>
    Task<Result<StoredRecording>> StoreAsync(OrganizationId organizationId, Stream content, CancellationToken cancellationToken);

    /// <summary>
    /// Streams the copy for players of a recording into the vault, under <see cref="StorageKey.OfCopy"/>; like a recording
    /// otherwise. What lies there is replaced.
    /// </summary>
    Task<Result<StoredRecording>> StoreCopyAsync(
        OrganizationId organizationId, string storageKey, Stream content, CancellationToken cancellationToken);

    /// <summary>
    /// Removes an object for good: once it returns, not even a crash brings it back. What is not there counts as removed.
    /// </summary>
    Task DeleteAsync(OrganizationId organizationId, string storageKey, CancellationToken cancellationToken);

    Task<bool> ExistsAsync(OrganizationId organizationId, string storageKey, CancellationToken cancellationToken);

    /// <summary>Opens a stored recording for reading from any position.</summary>
    /// <returns>A seekable stream, or <c>recording_missing</c>.</returns>
    Task<Result<Stream>> OpenAsync(OrganizationId organizationId, string storageKey, CancellationToken cancellationToken);

    /// <summary>Everything that the vault holds of an organization, in no order.</summary>
    IAsyncEnumerable<VaultObject> ListAsync(OrganizationId organizationId, CancellationToken cancellationToken);

    /// <summary>Runs an action that needs a local file, for engines and decoders that take a path.</summary>
    Task<Result<T>> WithLocalFileAsync<T>(
        OrganizationId organizationId,
        string storageKey,
        Func<string, CancellationToken, Task<Result<T>>> action,
        CancellationToken cancellationToken);
}
