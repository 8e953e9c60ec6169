using System.Text.Json;
using CallScript.Domain.Integrations;
using CallScript.Domain.Organizations;
using CallScript.Domain.Pipeline;
using CallScript.Infrastructure.Integrations.Ringba;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
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

        // No foreign keys: an item lives for minutes, the fence admits only the session's own organization, and looking it up
        // for each row was a third of what queueing a page of calls costs.
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
        builder.Property(connection => connection.RereadsDueAt).HasColumnType("timestamptz[]").HasDefaultValueSql("'{}'").HasConversion(
            times => times.ToArray(),
            stored => stored,
            new ValueComparer<IReadOnlyList<DateTimeOffset>>(
                (left, right) => left!.SequenceEqual(right!), times => times.Aggregate(0, HashCode.Combine), times => times.ToArray()));
        builder.HasIndex(connection => connection.PixelTokenHash).IsUnique();
        builder.HasIndex(connection => new { connection.OrganizationId, connection.AccountId }).IsUnique();
        builder.HasOne<Organization>().WithMany().HasForeignKey(connection => connection.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RingbaAnnouncementConfiguration : IEntityTypeConfiguration<RingbaAnnouncement>
{
    public void Configure(EntityTypeBuilder<RingbaAnnouncement> builder)
    {
        builder.ToTable("ringba_announcements");
        builder.HasKey(announcement => new { announcement.OrganizationId, announcement.Id });
        builder.Property(announcement => announcement.Id).ValueGeneratedNever();
        builder.Property(announcement => announcement.SourceCallId).HasMaxLength(RingbaAnnouncement.CallIdMaxLength);
        builder.HasIndex(announcement => new { announcement.OrganizationId, announcement.ConnectionId, announcement.AnnouncedAt });
        builder.HasOne<RingbaConnection>().WithMany()
            .HasForeignKey(announcement => new { announcement.OrganizationId, announcement.ConnectionId })
            .OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class CallLogReadConfiguration : IEntityTypeConfiguration<CallLogRead>
{
    public void Configure(EntityTypeBuilder<CallLogRead> builder)
    {
        builder.ToTable("call_log_reads");
        builder.HasKey(read => new { read.OrganizationId, read.Id });
        builder.Property(read => read.Id).ValueGeneratedNever();
        builder.Property(read => read.LastError).HasMaxLength(CallLogRead.LastErrorMaxLength);
        builder.Property(read => read.FailureCode).HasMaxLength(100);
        builder.Property(read => read.From).HasColumnName("read_from");
        builder.Property(read => read.To).HasColumnName("read_to");
        builder.Property(read => read.Window).HasColumnName("window_length");
        builder.ComplexProperty(read => read.Counts, counts =>
        {
            counts.Property(row => row.Created).HasColumnName("created");
            counts.Property(row => row.Changed).HasColumnName("changed");
            counts.Property(row => row.Unchanged).HasColumnName("unchanged");
            counts.Property(row => row.LeftOut).HasColumnName("left_out");
        });
        builder.Property(read => read.Days).HasColumnType("jsonb").HasConversion(
            days => JsonSerializer.Serialize(days, JsonSerializerOptions.Web),
            stored => JsonSerializer.Deserialize<List<CallLogDay>>(stored, JsonSerializerOptions.Web)!,
            new ValueComparer<IReadOnlyList<CallLogDay>>(
                (left, right) => left!.SequenceEqual(right!), days => days.Aggregate(0, HashCode.Combine), days => days.ToArray()));
        builder.Ignore(read => read.State);
        builder.Ignore(read => read.IsOver);
        builder.Ignore(read => read.Progress);
        builder.HasIndex(read => new { read.OrganizationId, read.Kind, read.RequestedAt });

        // No foreign key to the connection: what was read stays known when the account is disconnected.
        builder.HasOne<Organization>().WithMany().HasForeignKey(read => read.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ReconciliationConfiguration : IEntityTypeConfiguration<Reconciliation>
{
    public void Configure(EntityTypeBuilder<Reconciliation> builder)
    {
        builder.ToTable("reconciliations");
        builder.HasKey(row => new { row.OrganizationId, row.ConnectionId, row.Day });
        builder.Property(row => row.Explanation).HasMaxLength(Reconciliation.ExplanationMaxLength);
        builder.ComplexProperty(row => row.Ours, totals => Name(totals, "ours"));
        builder.ComplexProperty(row => row.Removed, totals => Name(totals, "removed"));
        builder.ComplexProperty(row => row.Theirs, totals => Name(totals, "theirs"));

        // No foreign key to the connection: what was compared stays known when the account is disconnected.
        builder.HasOne<Organization>().WithMany().HasForeignKey(row => row.OrganizationId).OnDelete(DeleteBehavior.Restrict);

        static void Name(ComplexPropertyBuilder<DayTotals> totals, string side)
        {
            totals.Property(row => row.Calls).HasColumnName($"{side}_calls");
            totals.Property(row => row.ConnectedSeconds).HasColumnName($"{side}_connected_seconds");
            totals.Property(row => row.Revenue).HasColumnName($"{side}_revenue").HasPrecision(24, 4);
            totals.Property(row => row.Payout).HasColumnName($"{side}_payout").HasPrecision(24, 4);
        }
    }
}

internal sealed class InboundWebhookConfiguration : IEntityTypeConfiguration<InboundWebhook>
{
    public void Configure(EntityTypeBuilder<InboundWebhook> builder)
    {
        builder.ToTable("inbound_webhooks");
        builder.HasKey(webhook => new { webhook.OrganizationId, webhook.Id });
        builder.Property(webhook => webhook.Id).ValueGeneratedNever();
        builder.Property(webhook => webhook.Name).HasMaxLength(InboundWebhook.NameMaxLength);
        builder.Property(webhook => webhook.Format).HasMaxLength(InboundWebhook.FormatMaxLength);
        builder.Property(webhook => webhook.Key).HasMaxLength(InboundWebhook.KeyLength);
        builder.Property(webhook => webhook.LastRefusal).HasMaxLength(100);
        builder.HasIndex(webhook => webhook.AddressHash).IsUnique();
        builder.HasIndex(webhook => new { webhook.OrganizationId, webhook.Key }).IsUnique();
        builder.HasOne<Organization>().WithMany().HasForeignKey(webhook => webhook.OrganizationId).OnDelete(DeleteBehavior.Restrict);

        // Two who rotate at once: the second save fails instead of showing a secret that does not work.
        builder.Property(webhook => webhook.SealedSecret).IsConcurrencyToken();
    }
}

internal sealed class WebhookDeliveryConfiguration : IEntityTypeConfiguration<WebhookDelivery>
{
    public void Configure(EntityTypeBuilder<WebhookDelivery> builder)
    {
        builder.ToTable("webhook_deliveries");
        builder.HasKey(delivery => new { delivery.OrganizationId, delivery.WebhookId, delivery.DeliveryId });
        builder.Property(delivery => delivery.DeliveryId).HasMaxLength(WebhookDelivery.DeliveryIdMaxLength);
        builder.HasIndex(delivery => new { delivery.OrganizationId, delivery.WebhookId, delivery.ReceivedAt });
        builder.HasOne<InboundWebhook>().WithMany()
            .HasForeignKey(delivery => new { delivery.OrganizationId, delivery.WebhookId });
    }
}

internal sealed class RingbaBudgetConfiguration : IEntityTypeConfiguration<RingbaBudgetRecord>
{
    public void Configure(EntityTypeBuilder<RingbaBudgetRecord> builder)
    {
        builder.ToTable("ringba_budgets");
        builder.HasKey(budget => budget.AccountHash);
    }
}
