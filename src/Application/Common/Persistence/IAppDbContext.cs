using CallScript.Domain.Accounts;
using CallScript.Domain.ApiKeys;
using CallScript.Domain.Auditing;
using CallScript.Domain.Calls;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using CallScript.Domain.Judging;
using CallScript.Domain.Organizations;
using CallScript.Domain.Pipeline;
using CallScript.Domain.Privacy;
using CallScript.Domain.Recordings;
using CallScript.Domain.Review;
using CallScript.Domain.Secrets;
using CallScript.Domain.SingleSignOn;
using CallScript.Domain.Transcription;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace CallScript.Application.Common.Persistence;

/// <summary>
/// The unit of work. Every set of a tenant-owned entity holds only the rows of the current organization, and one
/// call of <see cref="SaveChangesAsync"/> is one transaction.
/// </summary>
public interface IAppDbContext
{
    DbSet<Organization> Organizations { get; }

    DbSet<Membership> Memberships { get; }

    DbSet<Invite> Invites { get; }

    DbSet<ApiKey> ApiKeys { get; }

    DbSet<UserSession> UserSessions { get; }

    DbSet<RefreshToken> RefreshTokens { get; }

    DbSet<AccountToken> AccountTokens { get; }

    DbSet<RecoveryCode> RecoveryCodes { get; }

    DbSet<IdentityProvider> IdentityProviders { get; }

    DbSet<RingbaConnection> RingbaConnections { get; }

    DbSet<CallLogRead> CallLogReads { get; }

    DbSet<RingbaAnnouncement> RingbaAnnouncements { get; }

    DbSet<InboundWebhook> InboundWebhooks { get; }

    DbSet<WebhookDelivery> WebhookDeliveries { get; }

    DbSet<Campaign> Campaigns { get; }

    DbSet<Call> Calls { get; }

    DbSet<CallRevision> CallRevisions { get; }

    DbSet<RepeatCall> RepeatCalls { get; }

    DbSet<CallHour> CallHours { get; }

    DbSet<Reconciliation> Reconciliations { get; }

    DbSet<Recording> Recordings { get; }

    DbSet<RecordingUpload> RecordingUploads { get; }

    DbSet<ManifestEntry> Manifest { get; }

    DbSet<ManifestLink> ManifestLinks { get; }

    DbSet<Transcript> Transcripts { get; }

    DbSet<Verdict> Verdicts { get; }

    DbSet<Flag> Flags { get; }

    DbSet<ReviewDecision> ReviewDecisions { get; }

    DbSet<WorkItem> WorkItems { get; }

    DbSet<OrganizationKey> OrganizationKeys { get; }

    DbSet<RetentionPolicy> RetentionPolicies { get; }

    DbSet<LegalHold> LegalHolds { get; }

    DbSet<Erasure> Erasures { get; }

    DbSet<Removal> Removals { get; }

    DbSet<AuditEntry> AuditEntries { get; }

    DbSet<AuditLink> AuditLinks { get; }

    /// <summary>For the rare use case whose parts save on their own; undone unless committed.</summary>
    Task<IDbContextTransaction> BeginTransactionAsync(CancellationToken cancellationToken);

    /// <summary>
    /// A transaction in which nobody else changes who belongs to the organization: it holds the organization's row, so
    /// that what it reads of memberships and invites is still true when it writes. Undone unless committed.
    /// </summary>
    Task<IDbContextTransaction> BeginMembershipChangeAsync(CancellationToken cancellationToken);

    /// <summary>Waits until nobody else holds the object of this key in the vault, and holds it until the transaction ends.</summary>
    Task LockAsync(string storageKey, CancellationToken cancellationToken);

    /// <summary>Like <see cref="LockAsync"/>, without waiting.</summary>
    /// <returns>False when somebody else holds it.</returns>
    Task<bool> TryLockAsync(string storageKey, CancellationToken cancellationToken);

    /// <summary>
    /// A transaction in which nobody else takes in calls of the organization, so that a call that is not here now is not
    /// here when it is written, and a campaign's vertical is that of its new calls. Undone unless committed.
    /// </summary>
    Task<IDbContextTransaction> BeginIntakeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Until the transaction ends, rows are found by index: for work on a few rows of a table, however large it is and whatever is
    /// known of the organization's part of it.
    /// </summary>
    Task FindByIndexAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes many new rows, at a fraction of what <see cref="SaveChangesAsync"/> costs, and past the change tracker. Part of the
    /// current transaction. The rows are enumerated once, the next while the database writes those before: making them must not ask it.
    /// </summary>
    /// <returns>What was written, in order.</returns>
    Task<IReadOnlyList<TEntity>> InsertManyAsync<TEntity>(IEnumerable<TEntity> entities, CancellationToken cancellationToken)
        where TEntity : class, ITenantOwned;

    /// <summary>Writes everything that was changed, or nothing.</summary>
    /// <exception cref="DbUpdateConcurrencyException">
    /// Somebody else changed a row first; for a work item it means that the lease was lost.
    /// </exception>
    Task<int> SaveChangesAsync(CancellationToken cancellationToken);
}
