using CallScript.Domain.Calls;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Organizations;
using CallScript.Domain.Recordings;
using CallScript.Domain.Transcription;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallScript.Infrastructure.Persistence.Configurations;

internal sealed class CampaignConfiguration : IEntityTypeConfiguration<Campaign>
{
    public void Configure(EntityTypeBuilder<Campaign> builder)
    {
        builder.ToTable("campaigns");
        builder.HasKey(campaign => new { campaign.OrganizationId, campaign.Id });
        builder.Property(campaign => campaign.Id).ValueGeneratedNever();
        builder.Property(campaign => campaign.SourceCampaignId).HasMaxLength(Campaign.NameMaxLength);
        builder.Property(campaign => campaign.Name).HasMaxLength(Campaign.NameMaxLength);
        builder.OwnsOne(campaign => campaign.Rejudgement, rejudgement => rejudgement.Ignore(row => row.IsOver));
        builder.HasIndex(campaign => new { campaign.OrganizationId, campaign.Source, campaign.SourceCampaignId }).IsUnique();
        builder.HasOne<Organization>().WithMany().HasForeignKey(campaign => campaign.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CallConfiguration : IEntityTypeConfiguration<Call>
{
    public void Configure(EntityTypeBuilder<Call> builder)
    {
        builder.ToTable("calls", table => table.HasCheckConstraint("ck_calls_score", "score between 0 and 100"));
        builder.HasKey(call => new { call.OrganizationId, call.Id });
        builder.Property(call => call.Id).ValueGeneratedNever();
        builder.Property(call => call.SourceCallId).HasMaxLength(Call.SourceCallIdMaxLength);
        builder.Property(call => call.CampaignName).HasMaxLength(Campaign.NameMaxLength);
        builder.Property(call => call.PublisherName).HasMaxLength(CallParties.NameMaxLength);
        builder.Property(call => call.BuyerName).HasMaxLength(CallParties.NameMaxLength);
        builder.Property(call => call.TargetName).HasMaxLength(CallParties.NameMaxLength);
        builder.Property(call => call.DialedNumber).HasMaxLength(CallParties.NumberMaxLength);
        builder.Property(call => call.RecordingAddress).HasMaxLength(Call.RecordingAddressMaxLength);
        builder.Property(call => call.FailureCategory).HasMaxLength(100);
        builder.Property(call => call.FailureDetail).HasMaxLength(Call.FailureDetailMaxLength);

        // Two people who decide at once, or a person and a lane: the second save fails instead of overwriting.
        builder.Property<uint>("xmin").IsRowVersion();

        builder.HasIndex(call => new { call.OrganizationId, call.Source, call.SourceCallId }).IsUnique();
        builder.HasIndex(call => new { call.OrganizationId, call.StartedAt, call.Id }).IsDescending(false, true, true);
        builder.HasIndex(call => new { call.OrganizationId, call.ReviewState, call.StartedAt, call.Id })
            .IsDescending(false, false, true, true)
            .HasFilter("review_state <> 'none'");

        // The calls of one caller, newest first.
        builder.HasIndex(call => new { call.OrganizationId, call.CallerHash, call.StartedAt, call.Id })
            .IsDescending(false, false, true, true)
            .HasFilter("caller_hash is not null");
        builder.HasIndex(call => new { call.OrganizationId, call.StartedAt })
            .HasDatabaseName("ix_calls_live")
            .HasFilter("is_live");
        builder.HasOne<Campaign>().WithMany().HasForeignKey(call => new { call.OrganizationId, call.CampaignId });
        builder.HasOne<Organization>().WithMany().HasForeignKey(call => call.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CallRevisionConfiguration : IEntityTypeConfiguration<CallRevision>
{
    public void Configure(EntityTypeBuilder<CallRevision> builder)
    {
        builder.ToTable("call_revisions");
        builder.HasKey(revision => new { revision.OrganizationId, revision.Id });
        builder.Property(revision => revision.Id).ValueGeneratedNever();
        builder.HasIndex(revision => new { revision.OrganizationId, revision.CallId, revision.NoticedAt });
        builder.HasOne<Call>().WithMany().HasForeignKey(revision => new { revision.OrganizationId, revision.CallId });
    }
}

internal sealed class RepeatCallConfiguration : IEntityTypeConfiguration<RepeatCall>
{
    public void Configure(EntityTypeBuilder<RepeatCall> builder)
    {
        builder.ToTable("repeat_calls");
        builder.HasKey(repeat => new { repeat.OrganizationId, repeat.CallId });
        builder.HasOne<Call>().WithOne(call => call.Repeat).HasForeignKey<RepeatCall>(repeat => new { repeat.OrganizationId, repeat.CallId });
    }
}

internal sealed class CallHourConfiguration : IEntityTypeConfiguration<CallHour>
{
    public void Configure(EntityTypeBuilder<CallHour> builder)
    {
        builder.ToTable("call_hours");
        builder.HasKey(hour => new { hour.OrganizationId, hour.Hour, hour.ConnectionId });
        builder.Property(hour => hour.Revenue).HasPrecision(24, 4);
        builder.Property(hour => hour.Payout).HasPrecision(24, 4);
        builder.HasOne<Organization>().WithMany().HasForeignKey(hour => hour.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RecordingConfiguration : IEntityTypeConfiguration<Recording>
{
    public void Configure(EntityTypeBuilder<Recording> builder)
    {
        builder.ToTable("recordings");
        builder.HasKey(recording => new { recording.OrganizationId, recording.CallId });
        builder.Property(recording => recording.StorageKey).HasMaxLength(300);
        builder.Property(recording => recording.Sha256).HasMaxLength(64).IsFixedLength();
        builder.Property(recording => recording.MediaType).HasMaxLength(100);
        builder.HasOne<Call>().WithOne().HasForeignKey<Recording>(recording => new { recording.OrganizationId, recording.CallId });
    }
}

internal sealed class RecordingUploadConfiguration : IEntityTypeConfiguration<RecordingUpload>
{
    public void Configure(EntityTypeBuilder<RecordingUpload> builder)
    {
        builder.ToTable("recording_uploads");
        builder.HasKey(upload => new { upload.OrganizationId, upload.Id });
        builder.Property(upload => upload.Id).ValueGeneratedNever();
        builder.Ignore(upload => upload.Remaining);
        builder.HasIndex(upload => new { upload.OrganizationId, upload.ExpiresAt });

        // No foreign key to the call, which may be removed before the upload's row has expired.
        builder.HasOne<Organization>().WithMany().HasForeignKey(upload => upload.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class TranscriptConfiguration : IEntityTypeConfiguration<Transcript>
{
    public void Configure(EntityTypeBuilder<Transcript> builder)
    {
        builder.ToTable("transcripts");
        builder.HasKey(transcript => new { transcript.OrganizationId, transcript.CallId });
        builder.OwnsOne(transcript => transcript.Engine);
        builder.OwnsOne(transcript => transcript.Speakers);
        builder.Property(transcript => transcript.Language).HasMaxLength(35);
        builder.Property(transcript => transcript.Segments)
            .HasColumnType("jsonb")
            .HasConversion(new SegmentsConverter(), new SegmentsComparer());
        builder.HasOne<Call>().WithOne().HasForeignKey<Transcript>(transcript => new { transcript.OrganizationId, transcript.CallId });
    }
}
