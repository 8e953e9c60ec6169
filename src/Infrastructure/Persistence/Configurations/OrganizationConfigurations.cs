using System.Text.Json;
using CallScript.Domain.ApiKeys;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallScript.Infrastructure.Persistence.Configurations;

internal sealed class OrganizationConfiguration : IEntityTypeConfiguration<Organization>
{
    private static readonly JsonNamingPolicy Names = JsonNamingPolicy.SnakeCaseLower;

    public void Configure(EntityTypeBuilder<Organization> builder)
    {
        builder.ToTable("organizations");
        builder.HasKey(organization => organization.Id);
        builder.Property(organization => organization.Id).ValueGeneratedNever();
        builder.Property(organization => organization.Name).HasMaxLength(Organization.NameMaxLength);
        builder.Property(organization => organization.Slug).HasMaxLength(Organization.SlugMaxLength);
        builder.Property(organization => organization.Verticals).HasColumnType("text[]").HasConversion(
            verticals => verticals.Select(vertical => Names.ConvertName(vertical.ToString())).ToArray(),
            names => names.Select(name => Enum.Parse<Vertical>(name.Replace("_", ""), true)).ToArray(),
            new ValueComparer<IReadOnlyList<Vertical>>(
                (left, right) => left!.SequenceEqual(right!),
                verticals => verticals.Aggregate(0, HashCode.Combine),
                verticals => verticals.ToArray()));
        builder.HasIndex(organization => organization.Slug).IsUnique();
    }
}

internal sealed class MembershipConfiguration : IEntityTypeConfiguration<Membership>
{
    public void Configure(EntityTypeBuilder<Membership> builder)
    {
        builder.ToTable("memberships");
        builder.HasKey(membership => new { membership.OrganizationId, membership.UserId });
        builder.HasIndex(membership => membership.UserId);
        builder.HasOne<Organization>().WithMany().HasForeignKey(membership => membership.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class InviteConfiguration : IEntityTypeConfiguration<Invite>
{
    public void Configure(EntityTypeBuilder<Invite> builder)
    {
        builder.ToTable("invites");
        builder.HasKey(invite => new { invite.OrganizationId, invite.Id });
        builder.Property(invite => invite.Id).ValueGeneratedNever();
        builder.Property(invite => invite.Email).HasMaxLength(Invite.EmailMaxLength);
        builder.HasIndex(invite => invite.TokenHash).IsUnique();
        builder.HasIndex(invite => new { invite.OrganizationId, invite.Email })
            .IsUnique()
            .HasDatabaseName("ix_invites_open")
            .HasFilter("outcome = 'open'");
        builder.HasOne<Organization>().WithMany().HasForeignKey(invite => invite.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("api_keys");
        builder.HasKey(key => new { key.OrganizationId, key.Id });
        builder.Property(key => key.Id).ValueGeneratedNever();
        builder.Property(key => key.Name).HasMaxLength(ApiKey.NameMaxLength);
        builder.Property(key => key.Prefix).HasMaxLength(ApiKey.VisiblePrefixLength);
        builder.Property(key => key.Scopes).HasColumnType("text[]").HasConversion(
            scopes => scopes.ToArray(),
            stored => stored,
            new ValueComparer<IReadOnlyList<string>>(
                (left, right) => left!.SequenceEqual(right!), scopes => scopes.Aggregate(0, HashCode.Combine), scopes => scopes.ToArray()));
        builder.HasIndex(key => key.TokenHash).IsUnique();
        builder.HasOne<Organization>().WithMany().HasForeignKey(key => key.OrganizationId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ApiKey>().WithMany()
            .HasForeignKey(key => new { key.OrganizationId, key.SuccessorId })
            .OnDelete(DeleteBehavior.Restrict);

        // Two who rotate one key at once: the second save fails instead of leaving a successor that nobody knows.
        builder.Property(key => key.SuccessorId).IsConcurrencyToken();
    }
}
