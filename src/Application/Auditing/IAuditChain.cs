namespace CallScript.Application.Auditing;

/// <summary>Recomputes the chain of the current organization's audit log.</summary>
public interface IAuditChain
{
    Task<AuditChainReport> VerifyAsync(CancellationToken cancellationToken);

    /// <returns>The link's digest in lower-case hexadecimal; null when there is no link of that number.</returns>
    Task<string?> DigestAsync(long sequence, CancellationToken cancellationToken);
}

/// <param name="Entries">Entries of the log.</param>
/// <param name="Sequence">The last link's number; 0 for an empty log.</param>
/// <param name="Digest">The last link's digest in lower-case hexadecimal; empty for an empty log.</param>
/// <param name="Broken">The first link that does not fit; null when the whole chain does.</param>
public sealed record AuditChainReport(long Entries, long Sequence, string Digest, AuditChainBreak? Broken);

/// <param name="Sequence">The link's number; for an entry without a link, the number after the last one.</param>
/// <param name="EntryId">The entry that the link names; null where none is known.</param>
/// <param name="Kind">What is wrong.</param>
public sealed record AuditChainBreak(long Sequence, Guid? EntryId, AuditChainBreakKind Kind);

public enum AuditChainBreakKind
{
    /// <summary>A link's number does not follow the one before it: links were removed.</summary>
    Gap,

    /// <summary>The entry of a link is gone.</summary>
    EntryMissing,

    /// <summary>Entry and digest do not fit: one of them was changed.</summary>
    DigestMismatch,

    /// <summary>An entry that no link names: it was slipped in, or its link was removed.</summary>
    Unlinked,

    /// <summary>The log is shorter than, or differs from, what was noted of it earlier.</summary>
    NotAsNoted,
}
