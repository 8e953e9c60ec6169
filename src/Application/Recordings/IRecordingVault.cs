using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.Domain.Recordings;

namespace CallScript.Application.Recordings;

/// <summary>
/// Where recordings are kept. Every key starts with the organization's id, and every operation takes the
/// organization, so that a key of one organization is refused for another.
/// </summary>
public interface IRecordingVault
{
    /// <summary>
    /// Streams the content into the vault: hashed, counted and sniffed on the way, never held whole in memory,
    /// visible only once complete. Storing the same content for a call again gives the same key; other content gets a
    /// key of its own, and the earlier file goes away once no worker that lost its lease can still depend on it.
    /// </summary>
    /// <returns>What was stored, or one of <see cref="RecordingErrors"/>.</returns>
    Task<Result<StoredRecording>> StoreAsync(
        OrganizationId organizationId, CallId callId, Stream content, CancellationToken cancellationToken);

    /// <summary>
    /// Removes everything that the vault holds of a call, for good: once it returns, not even a crash brings it back. What
    /// is not there counts as removed.
    /// </summary>
    Task DeleteAsync(OrganizationId organizationId, CallId callId, CancellationToken cancellationToken);

    /// <summary>Opens a stored recording for reading from any position.</summary>
    /// <returns>A seekable stream, or <c>recording_missing</c>.</returns>
    Task<Result<Stream>> OpenAsync(OrganizationId organizationId, string storageKey, CancellationToken cancellationToken);

    /// <summary>Runs an action that needs a local file, for engines and decoders that take a path.</summary>
    Task<Result<T>> WithLocalFileAsync<T>(
        OrganizationId organizationId,
        string storageKey,
        Func<string, CancellationToken, Task<Result<T>>> action,
        CancellationToken cancellationToken);
}
