using CallScript.Domain.Organizations;
using CallScript.Domain.Recordings;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallScript.Infrastructure.Persistence.Configurations;

// Entries name calls without a foreign key: they outlive them.
internal sealed class ManifestEntryConfiguration : IEntityTypeConfiguration<ManifestEntry>
{
    public void Configure(EntityTypeBuilder<ManifestEntry> builder)
    {
        builder.ToTable("vault_manifest");
        builder.HasKey(entry => new { entry.OrganizationId, entry.Id });
        builder.Property(entry => entry.Id).ValueGeneratedNever();
        builder.Property(entry => entry.StorageKey).HasMaxLength(StorageKey.MaxLength);
        builder.Property(entry => entry.Sha256).HasMaxLength(64).IsFixedLength();
        builder.Property(entry => entry.MediaType).HasMaxLength(100);
        builder.Property(entry => entry.Source).HasMaxLength(ManifestEntry.SourceMaxLength);
        builder.HasIndex(entry => new { entry.OrganizationId, entry.StorageKey });
        builder.HasIndex(entry => new { entry.OrganizationId, entry.RecordedAt });
        builder.HasOne<Organization>().WithMany().HasForeignKey(entry => entry.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ManifestLinkConfiguration : IEntityTypeConfiguration<ManifestLink>
{
    public void Configure(EntityTypeBuilder<ManifestLink> builder)
    {
        builder.ToTable("vault_manifest_links");
        builder.HasKey(link => new { link.OrganizationId, link.Sequence });
        builder.Property(link => link.Sequence).ValueGeneratedNever();
        builder.HasIndex(link => new { link.OrganizationId, link.EntryId }).IsUnique();
        builder.HasOne<Organization>().WithMany().HasForeignKey(link => link.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}
