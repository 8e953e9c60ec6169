using System.Net.Mail;
using System.Security.Cryptography;
using System.Text.Json;
using CallScript.Domain.Mail;
using CallScript.Infrastructure.Identity;
using CallScript.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Mail;

/// <summary>Takes due letters from the database and sends them; any number of workers may do so at once.</summary>
public sealed partial class MailOutbox
{
    /// <summary>How long the bare fact of a letter (to whom, when, how often tried) is kept.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    private readonly AppDbContext _db;
    private readonly MailTransport _transport;
    private readonly InstallationProtector _protector;
    private readonly MailOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<MailOutbox> _logger;

    internal MailOutbox(
        AppDbContext db,
        MailTransport transport,
        InstallationProtector protector,
        IOptions<MailOptions> options,
        TimeProvider clock,
        ILogger<MailOutbox> logger)
    {
        _db = db;
        _transport = transport;
        _protector = protector;
        _options = options.Value;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>
    /// Tries the letter that has waited longest. Its row stays locked until the server has answered, so that nobody
    /// else tries it meanwhile; a crash in between sends it once more, which is better than never.
    /// </summary>
    /// <returns>False when nothing is due.</returns>
    public async Task<bool> SendNextAsync(CancellationToken cancellationToken)
    {
        if (!_options.IsConfigured)
        {
            return false;
        }

        _db.ChangeTracker.Clear();
        await using var transaction = await _db.Database.BeginTransactionAsync(cancellationToken);
        var now = _clock.GetUtcNow();
        var mail = await _db.OutgoingMails
            .FromSql($"""
                select * from mail_messages where next_attempt_at <= {now}
                 order by next_attempt_at limit 1 for update skip locked
                """)
            .SingleOrDefaultAsync(cancellationToken);
        if (mail is null)
        {
            return false;
        }

        await TryAsync(mail, cancellationToken);
        await _db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Deletes what is left of letters that were sent or given up long ago.</summary>
    public Task<int> PruneAsync(CancellationToken cancellationToken)
    {
        var until = _clock.GetUtcNow() - KeptFor;
        return _db.OutgoingMails
            .Where(mail => mail.NextAttemptAt == null && mail.CreatedAt < until)
            .ExecuteDeleteAsync(cancellationToken);
    }

    private async Task TryAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        try
        {
            var content = JsonSerializer.Deserialize<LetterContent>(_protector.Unprotect(Mailer.Purpose, mail.SealedContent!))!;
            await _transport.SendAsync(mail.Recipient, content, cancellationToken);
            mail.Sent(_clock.GetUtcNow());
            LogSent(mail.Id.Value, _options.Host.Length > 0 ? _options.Host : _options.PickupDirectory);
        }
        catch (Exception exception) when (exception is SmtpException or TimeoutException or IOException or FormatException
            or CryptographicException or UnauthorizedAccessException)
        {
            // The server's words may repeat the recipient; the status and the kind say enough.
            var reason = exception is SmtpException smtp ? $"{smtp.StatusCode}" : exception.GetType().Name;
            mail.Failed(reason, _clock.GetUtcNow());
            LogFailed(mail.Id.Value, mail.Attempts, reason, mail.NextAttemptAt);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Mail {MailId} was handed to {Target}.")]
    private partial void LogSent(Guid mailId, string target);

    [LoggerMessage(2, LogLevel.Warning, "Mail {MailId} could not be sent at attempt {Attempt}: {Reason}. Next attempt: {Next}.")]
    private partial void LogFailed(Guid mailId, int attempt, string reason, DateTimeOffset? next);
}
