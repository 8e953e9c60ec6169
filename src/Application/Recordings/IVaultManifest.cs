using CallScript.Application.Auditing;

namespace CallScript.Application.Recordings;

/// <summary>Recomputes the chain of the current organization's vault manifest.</summary>
public interface IVaultManifest
{
    /// <summary>The links of the entries that were recorded in a range of time, each with the one before it.</summary>
    Task<AuditChainReport> VerifyAsync(DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken);
}
