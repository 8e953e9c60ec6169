using CallScript.Domain.ApiKeys;
using CallScript.Domain.Calls;
using CallScript.Domain.Judging;
using CallScript.Domain.Review;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallScript.Infrastructure.Persistence.Configurations;

internal sealed class VerdictConfiguration : IEntityTypeConfiguration<Verdict>
{
    public void Configure(EntityTypeBuilder<Verdict> builder)
    {
        builder.ToTable("verdicts");
        builder.HasKey(verdict => new { verdict.OrganizationId, verdict.Id });
        builder.Property(verdict => verdict.Id).ValueGeneratedNever();
        builder.Property(verdict => verdict.Engine).HasMaxLength(100);
        builder.HasIndex(verdict => new { verdict.OrganizationId, verdict.CallId, verdict.JudgedAt });
        builder.HasOne<Call>().WithMany().HasForeignKey(verdict => new { verdict.OrganizationId, verdict.CallId });
        builder.HasMany(verdict => verdict.Flags).WithOne()
            .HasForeignKey(flag => new { flag.OrganizationId, flag.VerdictId });
        builder.Navigation(verdict => verdict.Flags).UsePropertyAccessMode(PropertyAccessMode.Field);
    }
}

internal sealed class FlagConfiguration : IEntityTypeConfiguration<Flag>
{
    public void Configure(EntityTypeBuilder<Flag> builder)
    {
        builder.ToTable("flags");
        builder.HasKey(flag => new { flag.OrganizationId, flag.Id });
        builder.Property(flag => flag.Id).ValueGeneratedNever();
        builder.Property(flag => flag.RuleSlug).HasMaxLength(100);
        builder.Property(flag => flag.Start).HasColumnName("start_seconds");
        builder.Property(flag => flag.End).HasColumnName("end_seconds");

        // A verdict holds a rule at most once, whatever happens to the worker that writes it.
        builder.HasIndex(flag => new { flag.OrganizationId, flag.VerdictId, flag.RuleSlug }).IsUnique();
        builder.HasIndex(flag => new { flag.OrganizationId, flag.CallId });
        builder.HasOne<Call>().WithMany().HasForeignKey(flag => new { flag.OrganizationId, flag.CallId });
    }
}

internal sealed class ReviewDecisionConfiguration : IEntityTypeConfiguration<ReviewDecision>
{
    public void Configure(EntityTypeBuilder<ReviewDecision> builder)
    {
        builder.ToTable(
            "review_decisions", table => table.HasCheckConstraint("ck_review_decisions_actor", "num_nonnulls(reviewer_id, api_key_id) = 1"));
        builder.HasKey(decision => new { decision.OrganizationId, decision.Id });
        builder.Property(decision => decision.Id).ValueGeneratedNever();
        builder.Property(decision => decision.Note).HasMaxLength(ReviewDecision.NoteMaxLength);
        builder.HasIndex(decision => new { decision.OrganizationId, decision.CallId, decision.DecidedAt });
        builder.HasOne<Call>().WithMany().HasForeignKey(decision => new { decision.OrganizationId, decision.CallId });
        builder.HasOne<ApiKey>().WithMany()
            .HasForeignKey(decision => new { decision.OrganizationId, decision.ApiKeyId })
            .OnDelete(DeleteBehavior.Restrict);
    }
}
