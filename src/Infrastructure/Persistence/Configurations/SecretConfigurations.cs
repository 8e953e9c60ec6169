using CallScript.Domain.Organizations;
using CallScript.Domain.Secrets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallScript.Infrastructure.Persistence.Configurations;

internal sealed class OrganizationKeyConfiguration : IEntityTypeConfiguration<OrganizationKey>
{
    public void Configure(EntityTypeBuilder<OrganizationKey> builder)
    {
        builder.ToTable("organization_keys");
        builder.HasKey(key => new { key.OrganizationId, key.Use, key.Version });
        builder.Property(key => key.MasterKeyId).HasMaxLength(OrganizationKey.MasterKeyIdMaxLength);
        builder.HasOne<Organization>().WithMany().HasForeignKey(key => key.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}
