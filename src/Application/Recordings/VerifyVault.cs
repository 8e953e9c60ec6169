using System.Buffers;
using System.Security.Cryptography;
using CallScript.Application.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Common;
using CallScript.Domain.Recordings;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Recordings;

/// <summary>
/// Proves the vault over a range of time: recomputes the manifest's chain, hashes the objects anew and compares. A page of
/// objects at a time, because hashing takes as long as reading; the chain and what the manifest does not list are looked at
/// with the first page.
/// </summary>
/// <param name="From">Recordings that came into the vault at or after this time.</param>
/// <param name="To">Recordings that came into the vault before this time.</param>
/// <param name="After">Where the page starts: <see cref="VaultReport.Next"/> of the page before.</param>
/// <param name="Limit">Entries a page.</param>
public sealed record VerifyVault(DateTimeOffset? From, DateTimeOffset? To, long? After = null, int Limit = VerifyVault.DefaultLimit)
    : IRequest<Result<VaultReport>>
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1_000;
}

/// <param name="Chain">The manifest's chain in the range; null on later pages.</param>
/// <param name="Recordings">Entries of this page whose recording should be there.</param>
/// <param name="Objects">Objects that were hashed for them.</param>
/// <param name="ByteCount">Their bytes.</param>
/// <param name="Findings">What is not as the manifest says.</param>
/// <param name="Next">Where the next page starts; null on the last.</param>
public sealed record VaultReport(
    AuditChainReport? Chain, int Recordings, int Objects, long ByteCount, IReadOnlyList<VaultFinding> Findings, long? Next);

/// <param name="Kind">What is wrong.</param>
/// <param name="StorageKey">With which object.</param>
/// <param name="CallId">The call that the manifest names; null for what it does not list.</param>
/// <param name="Sequence">The link's number in the manifest; null for what it does not list.</param>
/// <param name="Sha256">The hash that the manifest says.</param>
/// <param name="FoundSha256">The hash that was found.</param>
public sealed record VaultFinding(
    VaultFindingKind Kind, string StorageKey, Guid? CallId, long? Sequence, string? Sha256, string? FoundSha256);

public enum VaultFindingKind
{
    /// <summary>The object is not in the store.</summary>
    Missing,

    /// <summary>The object holds other bytes than were stored.</summary>
    Changed,

    /// <summary>The store holds an object that the manifest does not list as there.</summary>
    Unlisted,
}

internal sealed class VerifyVaultValidator : AbstractValidator<VerifyVault>
{
    public VerifyVaultValidator()
    {
        RuleFor(request => request.Limit).InclusiveBetween(1, VerifyVault.MaxLimit);
        RuleFor(request => request.After).GreaterThan(0);
        RuleFor(request => request.To)
            .GreaterThan(request => request.From).When(request => request.From is not null && request.To is not null)
            .WithMessage("The end must come after the start.");
    }
}

internal sealed class VerifyVaultHandler(
    IAppDbContext db, IRecordingVault vault, IVaultManifest manifest, ITenantContext tenant, TimeProvider clock)
    : IRequestHandler<VerifyVault, Result<VaultReport>>
{
    private const int MaxUnlisted = 1_000;
    private const int Batch = 500;
    private const int BufferBytes = 128 * 1024;

    public async Task<Result<VaultReport>> Handle(VerifyVault request, CancellationToken cancellationToken)
    {
        var from = request.From?.ToUniversalTime();
        var to = request.To?.ToUniversalTime();
        var findings = new List<VaultFinding>();
        AuditChainReport? chain = null;
        if (request.After is null)
        {
            chain = await manifest.VerifyAsync(from, to, cancellationToken);
            await FindUnlistedAsync(from, to, findings, cancellationToken);
        }

        var after = request.After ?? 0;
        var page = await LiveEntries()
            .Where(row => row.Sequence > after
                && (from == null || row.Entry.RecordedAt >= from) && (to == null || row.Entry.RecordedAt < to))
            .OrderBy(row => row.Sequence)
            .Take(request.Limit + 1)
            .ToListAsync(cancellationToken);
        var hasMore = page.Count > request.Limit;
        page = [.. page.Take(request.Limit)];
        var byteCount = 0L;
        var objects = page.GroupBy(row => row.Entry.StorageKey).ToList();
        foreach (var entries in objects)
        {
            var found = await HashAsync(entries.Key, cancellationToken);
            byteCount += found?.ByteCount ?? 0;
            foreach (var row in entries.Where(row => found is null || found.Sha256 != row.Entry.Sha256 || found.ByteCount != row.Entry.ByteCount))
            {
                // Removed since the page was read: that is no loss.
                if (found is not null || await LiveEntries().AnyAsync(live => live.Sequence == row.Sequence, cancellationToken))
                {
                    findings.Add(new VaultFinding(
                        found is null ? VaultFindingKind.Missing : VaultFindingKind.Changed,
                        entries.Key, row.Entry.CallId.Value, row.Sequence, row.Entry.Sha256, found?.Sha256));
                }
            }
        }

        return new VaultReport(chain, page.Count, objects.Count, byteCount, findings, hasMore ? page[^1].Sequence : null);
    }

    /// <summary>The entries of recordings that should be in the store: stored, and not removed afterwards.</summary>
    private IQueryable<LiveEntry> LiveEntries()
    {
        var linked = db.Manifest.AsNoTracking()
            .Join(db.ManifestLinks, entry => entry.Id, link => link.EntryId, (entry, link) => new LiveEntry { Entry = entry, Sequence = link.Sequence });
        return linked.Where(row => row.Entry.Kind == ManifestEntryKind.Stored && !linked.Any(later =>
            later.Entry.Kind == ManifestEntryKind.Removed && later.Sequence > row.Sequence
            && later.Entry.CallId == row.Entry.CallId && later.Entry.StorageKey == row.Entry.StorageKey));
    }

    private async Task<Hashed?> HashAsync(string storageKey, CancellationToken cancellationToken)
    {
        var opened = await vault.OpenAsync(tenant.OrganizationId, storageKey, cancellationToken);
        if (!opened.IsSuccess)
        {
            return null;
        }

        await using var content = opened.Value;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var byteCount = 0L;
            for (int count; (count = await content.ReadAsync(buffer, cancellationToken)) > 0; byteCount += count)
            {
                hash.AppendData(buffer, 0, count);
            }

            return new Hashed(Convert.ToHexStringLower(hash.GetHashAndReset()), byteCount);
        }
        finally
        {
            // Recordings are private: the next renter must not find a piece of one.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private async Task FindUnlistedAsync(
        DateTimeOffset? from, DateTimeOffset? to, List<VaultFinding> findings, CancellationToken cancellationToken)
    {
        // A worker may be between storing an object and writing it down.
        var settled = clock.GetUtcNow() - SweepVaultHandler.Grace;
        var candidates = vault.ListAsync(tenant.OrganizationId, cancellationToken).Where(entry =>
            entry.ModifiedAt < settled && !(entry.ModifiedAt < from) && !(entry.ModifiedAt >= to));
        await foreach (var batch in candidates.Chunk(Batch).WithCancellation(cancellationToken))
        {
            // A copy for players belongs to its recording, and is no evidence itself.
            var keys = batch.Select(entry => entry.StorageKey).ToList();
            var originals = keys.Select(StorageKey.OfOriginal).Distinct().ToList();
            var listed = await LiveEntries()
                .Where(row => originals.Contains(row.Entry.StorageKey))
                .Select(row => row.Entry.StorageKey)
                .ToHashSetAsync(cancellationToken);
            findings.AddRange(keys.Where(key => !listed.Contains(StorageKey.OfOriginal(key)))
                .Take(MaxUnlisted - findings.Count)
                .Select(key => new VaultFinding(VaultFindingKind.Unlisted, key, null, null, null, null)));
            if (findings.Count == MaxUnlisted)
            {
                return;
            }
        }
    }

    private sealed class LiveEntry
    {
        public required ManifestEntry Entry { get; init; }

        public required long Sequence { get; init; }
    }

    private sealed record Hashed(string Sha256, long ByteCount);
}
