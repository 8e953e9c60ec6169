using CallScript.Domain.Calls;
using CallScript.Domain.Organizations;
using CallScript.Domain.Privacy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallScript.Infrastructure.Persistence.Configurations;

internal sealed class RetentionPolicyConfiguration : IEntityTypeConfiguration<RetentionPolicy>
{
    public void Configure(EntityTypeBuilder<RetentionPolicy> builder)
    {
        builder.ToTable("retention_policies");
        builder.HasKey(policy => policy.OrganizationId);
        builder.Ignore(policy => policy.Periods);
        builder.HasOne<Organization>().WithMany().HasForeignKey(policy => policy.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

// Holds, removals and erasures name calls without a foreign key: they outlive them.
internal sealed class LegalHoldConfiguration : IEntityTypeConfiguration<LegalHold>
{
    public void Configure(EntityTypeBuilder<LegalHold> builder)
    {
        builder.ToTable("legal_holds");
        builder.HasKey(hold => new { hold.OrganizationId, hold.Id });
        builder.Property(hold => hold.Id).ValueGeneratedNever();
        builder.Property(hold => hold.Reason).HasMaxLength(LegalHold.ReasonMaxLength);
        builder.Property<uint>("xmin").IsRowVersion();
        builder.HasIndex(hold => new { hold.OrganizationId, hold.CallId }).HasFilter("lifted_at is null");
        builder.HasIndex(hold => new { hold.OrganizationId, hold.CallerHash }).HasFilter("lifted_at is null");
        builder.HasOne<Organization>().WithMany().HasForeignKey(hold => hold.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RemovalConfiguration : IEntityTypeConfiguration<Removal>
{
    public void Configure(EntityTypeBuilder<Removal> builder)
    {
        builder.ToTable("removals");
        builder.HasKey(removal => new { removal.OrganizationId, removal.Id });
        builder.Property(removal => removal.Id).ValueGeneratedNever();
        builder.Property(removal => removal.SourceCallId).HasMaxLength(Call.SourceCallIdMaxLength);
        builder.Property(removal => removal.Sha256).HasMaxLength(64).IsFixedLength();
        builder.OwnsOne(removal => removal.Terms, terms =>
        {
            terms.Property(row => row.ConnectionId).HasColumnName("call_connection_id");
            terms.Property(row => row.StartedAt).HasColumnName("call_started_at");
            terms.Property(row => row.ConnectedSeconds).HasColumnName("call_connected_seconds");
            terms.Property(row => row.Revenue).HasColumnName("call_revenue");
            terms.Property(row => row.Payout).HasColumnName("call_payout");
        });
        builder.HasIndex(removal => new { removal.OrganizationId, removal.CallId });
        builder.HasIndex(removal => new { removal.OrganizationId, removal.ErasureId });
        builder.HasIndex(removal => new { removal.OrganizationId, removal.RemovedAt });
        builder.HasIndex(removal => new { removal.OrganizationId, removal.Source, removal.SourceCallId })
            .HasDatabaseName("ix_removals_whole_calls")
            .HasFilter("part = 'call'");
        builder.HasOne<Organization>().WithMany().HasForeignKey(removal => removal.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ErasureConfiguration : IEntityTypeConfiguration<Erasure>
{
    public void Configure(EntityTypeBuilder<Erasure> builder)
    {
        builder.ToTable("erasures");
        builder.HasKey(erasure => new { erasure.OrganizationId, erasure.Id });
        builder.Property(erasure => erasure.Id).ValueGeneratedNever();
        builder.OwnsOne(erasure => erasure.Found);
        builder.Property(erasure => erasure.Signature).HasMaxLength(64).IsFixedLength();
        builder.Property<uint>("xmin").IsRowVersion();
        builder.HasIndex(erasure => new { erasure.OrganizationId, erasure.CallerHash });
        builder.HasOne<Organization>().WithMany().HasForeignKey(erasure => erasure.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}
