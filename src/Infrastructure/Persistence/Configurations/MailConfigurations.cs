using CallScript.Domain.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallScript.Infrastructure.Persistence.Configurations;

internal sealed class OutgoingMailConfiguration : IEntityTypeConfiguration<OutgoingMail>
{
    public void Configure(EntityTypeBuilder<OutgoingMail> builder)
    {
        builder.ToTable("mail_messages");
        builder.HasKey(mail => mail.Id);
        builder.Property(mail => mail.Id).ValueGeneratedNever();
        builder.Property(mail => mail.Recipient).HasMaxLength(OutgoingMail.RecipientMaxLength);
        builder.Property(mail => mail.LastError).HasMaxLength(OutgoingMail.LastErrorMaxLength);
        builder.HasIndex(mail => mail.NextAttemptAt)
            .HasDatabaseName("ix_mail_messages_waiting")
            .HasFilter("next_attempt_at is not null");
    }
}
