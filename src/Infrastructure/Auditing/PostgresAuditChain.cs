using CallScript.Application.Auditing;
using CallScript.Application.Common.Tenancy;
using CallScript.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Infrastructure.Auditing;

/// <summary>
/// Recomputes every digest with the database's own <c>audit_digest</c>. Row-level security keeps it to the current
/// organization, and so do the queries themselves.
/// </summary>
internal sealed class PostgresAuditChain(AppDbContext db, ITenantContext tenant) : IAuditChain
{
    public async Task<AuditChainReport> VerifyAsync(CancellationToken cancellationToken)
    {
        // One snapshot for all questions: an entry that commits in between would look unlinked.
        await using var snapshot = await db.Database.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        var organizationId = tenant.OrganizationId.Value;
        var head = await db.Database.SqlQuery<Head>(
            $"""
            select count(*) as "Entries",
              coalesce((select max(sequence) from audit_links where org_id = {organizationId}), 0) as "Sequence",
              coalesce((select encode(digest, 'hex') from audit_links where org_id = {organizationId} order by sequence desc limit 1), '') as "Digest"
            from audit_entries where org_id = {organizationId}
            """).SingleAsync(cancellationToken);
        var broken = await db.Database.SqlQuery<Break>(
            $"""
            select sequence as "Sequence", entry_id as "EntryId",
              case when sequence <> number then 'Gap' when not present then 'EntryMissing' else 'DigestMismatch' end as "Kind"
            from (
              select link.sequence, link.entry_id, row_number() over chain as number, entry.id is not null as present,
                link.digest = audit_digest(coalesce(lag(link.digest) over chain, ''), entry) as intact
              from audit_links link
              left join audit_entries entry on entry.org_id = link.org_id and entry.id = link.entry_id
              where link.org_id = {organizationId}
              window chain as (order by link.sequence)) links
            where sequence <> number or not present or not intact
            order by sequence limit 1
            """).SingleOrDefaultAsync(cancellationToken);
        broken ??= await db.Database.SqlQuery<Break>(
            $"""
            select {head.Sequence + 1} as "Sequence", entry.id as "EntryId", 'Unlinked' as "Kind"
            from audit_entries entry
            where entry.org_id = {organizationId}
              and not exists (select from audit_links link where link.org_id = entry.org_id and link.entry_id = entry.id)
            order by entry.id limit 1
            """).SingleOrDefaultAsync(cancellationToken);
        return new AuditChainReport(
            head.Entries,
            head.Sequence,
            head.Digest,
            broken is null ? null : new AuditChainBreak(broken.Sequence, broken.EntryId, Enum.Parse<AuditChainBreakKind>(broken.Kind)));
    }

    public async Task<string?> DigestAsync(long sequence, CancellationToken cancellationToken) =>
        await db.AuditLinks.AsNoTracking().SingleOrDefaultAsync(link => link.Sequence == sequence, cancellationToken) is { } link
            ? Convert.ToHexStringLower(link.Digest)
            : null;

    private sealed record Head(long Entries, long Sequence, string Digest);

    private sealed record Break(long Sequence, Guid EntryId, string Kind);
}
