using CallScript.Application.Auditing;
using CallScript.Application.Common.Tenancy;
using CallScript.Application.Recordings;
using CallScript.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Infrastructure.Recordings;

/// <summary>
/// Recomputes every digest of a range with the database's own <c>vault_manifest_digest</c>. Row-level security keeps it to the
/// current organization, and so do the queries themselves.
/// </summary>
internal sealed class PostgresVaultManifest(AppDbContext db, ITenantContext tenant) : IVaultManifest
{
    public async Task<AuditChainReport> VerifyAsync(DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken)
    {
        // One snapshot for all questions: an entry that commits in between would look unlinked.
        await using var snapshot = await db.Database.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        var organizationId = tenant.OrganizationId.Value;
        var start = from ?? DateTimeOffset.MinValue;
        var end = to ?? DateTimeOffset.MaxValue;
        var range = await db.Database.SqlQuery<Range>(
            $"""
            select count(*) as "Entries", coalesce(min(link.sequence), 1) as "First", coalesce(max(link.sequence), 0) as "Last"
            from vault_manifest entry
            left join vault_manifest_links link on link.org_id = entry.org_id and link.entry_id = entry.id
            where entry.org_id = {organizationId} and entry.recorded_at >= {start} and entry.recorded_at < {end}
            """).SingleAsync(cancellationToken);
        // Without an end or a start the range reaches to the chain's own, whatever the entries there say.
        var first = from is null ? 1 : range.First;
        var last = to is null
            ? await db.ManifestLinks.MaxAsync(link => (long?)link.Sequence, cancellationToken) ?? 0
            : range.Last;
        var broken = await db.Database.SqlQuery<Break>(
            $"""
            select sequence as "Sequence", entry_id as "EntryId",
              case when sequence <> number then 'Gap' when not present then 'EntryMissing' else 'DigestMismatch' end as "Kind"
            from (
              select link.sequence, link.entry_id, row_number() over chain + {first} - 1 as number, entry.id is not null as present,
                link.previous_digest = coalesce(
                  lag(link.digest) over chain,
                  (select before.digest from vault_manifest_links before where before.org_id = {organizationId} and before.sequence = {first} - 1),
                  '') as joined,
                link.digest = vault_manifest_digest(link.previous_digest, entry) as intact
              from vault_manifest_links link
              left join vault_manifest entry on entry.org_id = link.org_id and entry.id = link.entry_id
              where link.org_id = {organizationId} and link.sequence between {first} and {last}
              window chain as (order by link.sequence)) links
            where sequence <> number or not present or not joined or not intact
            order by sequence limit 1
            """).SingleOrDefaultAsync(cancellationToken);
        broken ??= await db.Database.SqlQuery<Break>(
            $"""
            select {last + 1} as "Sequence", entry.id as "EntryId", 'Unlinked' as "Kind"
            from vault_manifest entry
            where entry.org_id = {organizationId} and entry.recorded_at >= {start} and entry.recorded_at < {end}
              and not exists (select from vault_manifest_links link where link.org_id = entry.org_id and link.entry_id = entry.id)
            order by entry.id limit 1
            """).SingleOrDefaultAsync(cancellationToken);
        var digest = await db.ManifestLinks.AsNoTracking().SingleOrDefaultAsync(link => link.Sequence == last, cancellationToken);
        return new AuditChainReport(
            range.Entries,
            last,
            digest is null ? "" : Convert.ToHexStringLower(digest.Digest),
            broken is null ? null : new AuditChainBreak(broken.Sequence, broken.EntryId, Enum.Parse<AuditChainBreakKind>(broken.Kind)));
    }

    private sealed record Range(long Entries, long First, long Last);

    private sealed record Break(long Sequence, Guid EntryId, string Kind);
}
