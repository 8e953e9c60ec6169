using CallScript.Domain.Auditing;
using CallScript.Domain.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallScript.Infrastructure.Persistence.Configurations;

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit_entries");
        builder.HasKey(entry => new { entry.OrganizationId, entry.Id });
        builder.Property(entry => entry.Id).ValueGeneratedNever();
        builder.Property(entry => entry.SubjectType).HasMaxLength(AuditEntry.SubjectTypeMaxLength);
        builder.Property(entry => entry.SubjectId).HasMaxLength(AuditEntry.SubjectIdMaxLength);
        builder.Property(entry => entry.Before).HasColumnType("jsonb");
        builder.Property(entry => entry.After).HasColumnType("jsonb");
        builder.Property(entry => entry.IpAddress).HasMaxLength(AuditEntry.IpAddressMaxLength);
        builder.Property(entry => entry.UserAgent).HasMaxLength(AuditEntry.UserAgentMaxLength);
        builder.Property(entry => entry.RequestId).HasMaxLength(AuditEntry.RequestIdMaxLength);
        builder.HasIndex(entry => new { entry.OrganizationId, entry.SubjectType, entry.SubjectId, entry.Id });
        builder.HasIndex(entry => new { entry.OrganizationId, entry.ActorId, entry.Id });
        builder.HasOne<Organization>().WithMany().HasForeignKey(entry => entry.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AuditLinkConfiguration : IEntityTypeConfiguration<AuditLink>
{
    public void Configure(EntityTypeBuilder<AuditLink> builder)
    {
        builder.ToTable("audit_links");
        builder.HasKey(link => new { link.OrganizationId, link.Sequence });
        builder.Property(link => link.Sequence).ValueGeneratedNever();
        builder.HasIndex(link => new { link.OrganizationId, link.EntryId }).IsUnique();
        builder.HasOne<Organization>().WithMany().HasForeignKey(link => link.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}
