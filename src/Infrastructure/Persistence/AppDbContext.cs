using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Accounts;
using CallScript.Domain.ApiKeys;
using CallScript.Domain.Auditing;
using CallScript.Domain.Calls;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using CallScript.Domain.Judging;
using CallScript.Domain.Mail;
using CallScript.Domain.Organizations;
using CallScript.Domain.Pipeline;
using CallScript.Domain.Privacy;
using CallScript.Domain.Recordings;
using CallScript.Domain.Review;
using CallScript.Domain.Secrets;
using CallScript.Domain.SingleSignOn;
using CallScript.Domain.Transcription;
using CallScript.Infrastructure.Identity;
using CallScript.Infrastructure.Integrations.Ringba;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace CallScript.Infrastructure.Persistence;

/// <summary>The database as EF Core sees it; one instance serves one scope, which works for one organization.</summary>
public sealed class AppDbContext(DbContextOptions<AppDbContext> options, ITenantContext tenant, ICurrentUser currentUser)
    : IdentityUserContext<AccountRecord, Guid>(options), IAppDbContext
{
    /// <summary>The name of the query filter that every tenant-owned entity carries.</summary>
    public const string TenantFilter = "tenant";

    public DbSet<Organization> Organizations => Set<Organization>();

    public DbSet<Membership> Memberships => Set<Membership>();

    public DbSet<Invite> Invites => Set<Invite>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<UserSession> UserSessions => Set<UserSession>();

    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();

    public DbSet<AccountToken> AccountTokens => Set<AccountToken>();

    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();

    public DbSet<IdentityProvider> IdentityProviders => Set<IdentityProvider>();

    public DbSet<RingbaConnection> RingbaConnections => Set<RingbaConnection>();

    public DbSet<CallLogRead> CallLogReads => Set<CallLogRead>();

    public DbSet<RingbaAnnouncement> RingbaAnnouncements => Set<RingbaAnnouncement>();

    public DbSet<InboundWebhook> InboundWebhooks => Set<InboundWebhook>();

    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    public DbSet<Campaign> Campaigns => Set<Campaign>();

    public DbSet<Call> Calls => Set<Call>();

    public DbSet<CallRevision> CallRevisions => Set<CallRevision>();

    public DbSet<RepeatCall> RepeatCalls => Set<RepeatCall>();

    public DbSet<CallHour> CallHours => Set<CallHour>();

    public DbSet<Reconciliation> Reconciliations => Set<Reconciliation>();

    public DbSet<Recording> Recordings => Set<Recording>();

    public DbSet<RecordingUpload> RecordingUploads => Set<RecordingUpload>();

    public DbSet<ManifestEntry> Manifest => Set<ManifestEntry>();

    public DbSet<ManifestLink> ManifestLinks => Set<ManifestLink>();

    public DbSet<Transcript> Transcripts => Set<Transcript>();

    public DbSet<Verdict> Verdicts => Set<Verdict>();

    public DbSet<Flag> Flags => Set<Flag>();

    public DbSet<ReviewDecision> ReviewDecisions => Set<ReviewDecision>();

    public DbSet<WorkItem> WorkItems => Set<WorkItem>();

    public DbSet<OrganizationKey> OrganizationKeys => Set<OrganizationKey>();

    public DbSet<RetentionPolicy> RetentionPolicies => Set<RetentionPolicy>();

    public DbSet<LegalHold> LegalHolds => Set<LegalHold>();

    public DbSet<Erasure> Erasures => Set<Erasure>();

    public DbSet<Removal> Removals => Set<Removal>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<AuditLink> AuditLinks => Set<AuditLink>();

    internal DbSet<AuthenticatorRecord> Authenticators => Set<AuthenticatorRecord>();

    internal DbSet<RingbaBudgetRecord> RingbaBudgets => Set<RingbaBudgetRecord>();

    internal DbSet<OutgoingMail> OutgoingMails => Set<OutgoingMail>();

    public Task<IDbContextTransaction> BeginTransactionAsync(CancellationToken cancellationToken) =>
        Database.BeginTransactionAsync(cancellationToken);

    public async Task<IDbContextTransaction> BeginMembershipChangeAsync(CancellationToken cancellationToken)
    {
        var organizationId = tenant.OrganizationId.Value;
        var transaction = await Database.BeginTransactionAsync(cancellationToken);

        // Not FOR UPDATE: new calls refer to the row, and need not wait.
        await Database.ExecuteSqlAsync($"select 1 from organizations where id = {organizationId} for no key update", cancellationToken);
        return transaction;
    }

    public Task LockAsync(string storageKey, CancellationToken cancellationToken) =>
        Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({"vault/" + storageKey}, 0))", cancellationToken);

    public Task<bool> TryLockAsync(string storageKey, CancellationToken cancellationToken) =>
        Database.SqlQuery<bool>($"select pg_try_advisory_xact_lock(hashtextextended({"vault/" + storageKey}, 0)) as \"Value\"")
            .SingleAsync(cancellationToken);

    public async Task<IDbContextTransaction> BeginIntakeAsync(CancellationToken cancellationToken)
    {
        var name = $"intake:{tenant.OrganizationId}";
        var transaction = await Database.BeginTransactionAsync(cancellationToken);
        await Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({name}, 0))", cancellationToken);
        return transaction;
    }

    // The planner takes an organization that came since the last ANALYZE for one of a single row, and would read all of its rows
    // for each of those that are looked for.
    public Task FindByIndexAsync(CancellationToken cancellationToken) => Database.ExecuteSqlAsync(
        $"""
        select set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_hashjoin', 'off', true),
          set_config('enable_mergejoin', 'off', true)
        """,
        cancellationToken);

    public Task<IReadOnlyList<TEntity>> InsertManyAsync<TEntity>(IEnumerable<TEntity> entities, CancellationToken cancellationToken)
        where TEntity : class, ITenantOwned =>
        BulkInsert.RunAsync(this, entities, cancellationToken);

    internal ITenantContext Tenant => tenant;

    internal ICurrentUser CurrentUser => currentUser;

    // Read by the query filters at execution. An unset tenant throws: a query without one is a bug, not an empty list.
    private OrganizationId CurrentOrganizationId => tenant.OrganizationId;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.UseDomainConversions();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(AppDbContext).Assembly);
        foreach (var entity in builder.Model.GetEntityTypes().Where(type => type.ClrType.IsAssignableTo(typeof(ITenantOwned))))
        {
            GetType()
                .GetMethod(nameof(FilterByTenant), System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!
                .MakeGenericMethod(entity.ClrType)
                .Invoke(this, [builder]);
        }

        builder.UseSnakeCaseNames();
    }

    private void FilterByTenant<TEntity>(ModelBuilder builder)
        where TEntity : class, ITenantOwned =>
        builder.Entity<TEntity>().HasQueryFilter(TenantFilter, entity => entity.OrganizationId == CurrentOrganizationId);
}
