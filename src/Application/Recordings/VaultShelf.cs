using CallScript.Application.Common.Persistence;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.Domain.Recordings;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Recordings;

/// <summary>
/// Keeps calls, manifest and objects in agreement. Several calls may refer to one object; whoever adds a reference or takes
/// one away holds the object's lock until the end of the transaction, so that nobody refers to what another removes.
/// </summary>
internal sealed class VaultShelf(IAppDbContext db, IRecordingVault vault, TimeProvider clock)
{
    /// <summary>Gives a call the recording that was stored for it; the caller commits.</summary>
    /// <param name="call">The call.</param>
    /// <param name="stored">What the vault says it stored.</param>
    /// <param name="source">See <see cref="ManifestEntry.Source"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The recording, or <c>recording_unreachable</c> when it was removed between storing and now.</returns>
    public async Task<Result<Recording>> AddAsync(Call call, StoredRecording stored, string source, CancellationToken cancellationToken)
    {
        await db.LockAsync(stored.StorageKey, cancellationToken);
        if (!await vault.ExistsAsync(call.OrganizationId, stored.StorageKey, cancellationToken))
        {
            return RecordingErrors.Unreachable("the last call with the same recording was removed meanwhile.");
        }

        var now = clock.GetUtcNow();
        var recording = Recording.Create(call.OrganizationId, call.Id, stored, now);
        db.Recordings.Add(recording);
        db.Manifest.Add(ManifestEntry.OfStoring(recording, clock.NewId<ManifestEntryId>(), source, now));
        return recording;
    }

    /// <summary>
    /// Takes a call's recording away, and the object with it when no other call has the same. The object goes before the
    /// caller commits: whoever dies in between leaves a row whose object is gone, and the next run does the same again.
    /// </summary>
    /// <returns>What the call had; null when it had none.</returns>
    public async Task<Recording?> RemoveAsync(CallId callId, CancellationToken cancellationToken)
    {
        var recording = await db.Recordings.AsNoTracking().SingleOrDefaultAsync(row => row.CallId == callId, cancellationToken);
        if (recording is null)
        {
            return null;
        }

        await db.LockAsync(recording.StorageKey, cancellationToken);
        await db.Recordings.Where(row => row.CallId == callId).ExecuteDeleteAsync(cancellationToken);
        db.Manifest.Add(ManifestEntry.OfRemoval(recording, clock.NewId<ManifestEntryId>(), clock.GetUtcNow()));
        await DropIfUnusedAsync(recording.OrganizationId, recording.StorageKey, cancellationToken);
        return recording;
    }

    /// <summary>Stores the copy for players of a recording, unless no call has the recording any more; the caller commits.</summary>
    /// <returns>Whether it was stored.</returns>
    public async Task<Result<bool>> AddCopyAsync(
        OrganizationId organizationId, string storageKey, Stream content, CancellationToken cancellationToken)
    {
        await db.LockAsync(storageKey, cancellationToken);
        if (!await IsUsedAsync(storageKey, cancellationToken))
        {
            return false;
        }

        var stored = await vault.StoreCopyAsync(organizationId, storageKey, content, cancellationToken);
        return stored.IsSuccess ? true : stored.Error;
    }

    /// <summary>Removes an object that nobody refers to, a recording together with its copy; a transaction of its own.</summary>
    /// <returns>Whether it was removed.</returns>
    public async Task<bool> DiscardAsync(OrganizationId organizationId, string storageKey, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginTransactionAsync(cancellationToken);
        await db.LockAsync(StorageKey.OfOriginal(storageKey), cancellationToken);
        var dropped = await DropIfUnusedAsync(organizationId, storageKey, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return dropped;
    }

    /// <summary>Those of the objects that a call refers to: recordings, and the copies of such.</summary>
    public async Task<HashSet<string>> UsedAsync(IReadOnlyCollection<string> storageKeys, CancellationToken cancellationToken)
    {
        var originals = storageKeys.Select(StorageKey.OfOriginal).Distinct().ToList();
        var used = await db.Recordings.AsNoTracking()
            .Where(row => originals.Contains(row.StorageKey))
            .Select(row => row.StorageKey)
            .ToHashSetAsync(cancellationToken);
        return [.. storageKeys.Where(key => used.Contains(StorageKey.OfOriginal(key)))];
    }

    private Task<bool> IsUsedAsync(string storageKey, CancellationToken cancellationToken) =>
        db.Recordings.AnyAsync(row => row.StorageKey == storageKey, cancellationToken);

    private async Task<bool> DropIfUnusedAsync(OrganizationId organizationId, string storageKey, CancellationToken cancellationToken)
    {
        var original = StorageKey.OfOriginal(storageKey);
        if (await IsUsedAsync(original, cancellationToken))
        {
            return false;
        }

        if (storageKey == original)
        {
            // Whether there is one or not, and whatever the settings say today. The copy first: what is left names the rest.
            await vault.DeleteAsync(organizationId, StorageKey.OfCopy(storageKey), cancellationToken);
        }

        await vault.DeleteAsync(organizationId, storageKey, cancellationToken);
        return true;
    }
}
