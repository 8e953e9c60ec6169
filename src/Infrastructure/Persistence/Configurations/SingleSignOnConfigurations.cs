using CallScript.Domain.Organizations;
using CallScript.Domain.SingleSignOn;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallScript.Infrastructure.Persistence.Configurations;

internal sealed class IdentityProviderConfiguration : IEntityTypeConfiguration<IdentityProvider>
{
    public void Configure(EntityTypeBuilder<IdentityProvider> builder)
    {
        builder.ToTable("identity_providers");
        builder.HasKey(provider => provider.OrganizationId);
        builder.Property(provider => provider.OrganizationId).ValueGeneratedNever();
        builder.Property(provider => provider.Issuer).HasMaxLength(IdentityProvider.IssuerMaxLength);
        builder.Property(provider => provider.ClientId).HasMaxLength(IdentityProvider.ClientIdMaxLength);
        builder.Property(provider => provider.AllowedDomains).HasColumnType("text[]");
        builder.HasOne<Organization>().WithMany().HasForeignKey(provider => provider.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}
