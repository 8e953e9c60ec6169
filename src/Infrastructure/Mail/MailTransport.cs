using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Mail;

/// <summary>Hands one letter to the SMTP server, or to the pick-up folder.</summary>
internal sealed class MailTransport(IOptions<MailOptions> options, TimeProvider clock)
{
    // Letters hold links that are as good as a password.
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <exception cref="SmtpException">The server refused, or cannot be reached.</exception>
    /// <exception cref="TimeoutException">The server took too long.</exception>
    public async Task SendAsync(string recipient, LetterContent content, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        using var message = Compose(settings.From, recipient, content);
        using var client = settings.Host.Length > 0 ? Smtp(settings) : Pickup(settings);
        using var limit = new CancellationTokenSource(settings.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await client.SendMailAsync(message, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException("The mail server took too long.");
        }
    }

    private static MailMessage Compose(string from, string recipient, LetterContent content)
    {
        var message = new MailMessage(new MailAddress(from), new MailAddress(recipient))
        {
            Subject = content.Subject,
            SubjectEncoding = Encoding.UTF8,
            Body = content.Text,
            BodyEncoding = Encoding.UTF8,
            BodyTransferEncoding = TransferEncoding.QuotedPrintable,
        };
        message.Headers.Add("Auto-Submitted", "auto-generated");
        var html = AlternateView.CreateAlternateViewFromString(content.Html, Encoding.UTF8, MediaTypeNames.Text.Html);
        html.TransferEncoding = TransferEncoding.QuotedPrintable;
        message.AlternateViews.Add(html);
        return message;
    }

    private static SmtpClient Smtp(MailOptions settings) => new(settings.Host, settings.Port)
    {
        EnableSsl = settings.StartTls,
        Credentials = settings.UserName.Length > 0 ? new NetworkCredential(settings.UserName, settings.Password) : null,
    };

    private static SmtpClient Pickup(MailOptions settings)
    {
        var directory = Path.GetFullPath(settings.PickupDirectory);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, OwnerOnly);
        }

        return new SmtpClient { DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory, PickupDirectoryLocation = directory };
    }
}
