using CallScript.Domain.Integrations;
using CallScript.Domain.Organizations;
using CallScript.Domain.Pipeline;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallScript.Infrastructure.Persistence.Configurations;

internal sealed class WorkItemConfiguration : IEntityTypeConfiguration<WorkItem>
{
    public void Configure(EntityTypeBuilder<WorkItem> builder)
    {
        builder.ToTable("work_items");
        builder.HasKey(item => new { item.OrganizationId, item.Id });
        builder.Property(item => item.Id).ValueGeneratedNever();
        builder.Property(item => item.FencingToken).IsConcurrencyToken();
        builder.Property(item => item.LeaseOwner).HasMaxLength(200);
        builder.Property(item => item.LastError).HasMaxLength(WorkItem.LastErrorMaxLength);
        builder.HasIndex(item => new { item.OrganizationId, item.Lane, item.SubjectId }).IsUnique();

        // Claims read exactly this: a lane's waiting items of one organization, newest first.
        builder.HasIndex(item => new { item.Lane, item.OrganizationId, item.Priority })
            .IsDescending(false, false, true)
            .HasDatabaseName("ix_work_items_available")
            .HasFilter("state = 'available'");
        builder.HasIndex(item => item.LeaseUntil)
            .HasDatabaseName("ix_work_items_running")
            .HasFilter("state = 'running'");
        builder.HasOne<Organization>().WithMany().HasForeignKey(item => item.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RingbaConnectionConfiguration : IEntityTypeConfiguration<RingbaConnection>
{
    public void Configure(EntityTypeBuilder<RingbaConnection> builder)
    {
        builder.ToTable("ringba_connections");
        builder.HasKey(connection => new { connection.OrganizationId, connection.Id });
        builder.Property(connection => connection.Id).ValueGeneratedNever();
        builder.Property(connection => connection.AccountId).HasMaxLength(RingbaConnection.AccountIdMaxLength);
        builder.Property(connection => connection.BaseAddress).HasMaxLength(500);
        builder.Property(connection => connection.LastError).HasMaxLength(1_000);
        builder.Property(connection => connection.LastErrorCode).HasMaxLength(100);
        builder.HasIndex(connection => new { connection.OrganizationId, connection.AccountId }).IsUnique();
        builder.HasOne<Organization>().WithMany().HasForeignKey(connection => connection.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}
