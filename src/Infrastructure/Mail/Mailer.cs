using System.Text.Json;
using CallScript.Application.Common.Mail;
using CallScript.Domain.Common;
using CallScript.Domain.Mail;
using CallScript.Infrastructure.Identity;
using CallScript.Infrastructure.Persistence;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Mail;

internal sealed class Mailer(AppDbContext db, InstallationProtector protector, IOptions<SiteOptions> site, TimeProvider clock) : IMailer
{
    public const string Purpose = "mail";

    public void Send(string recipient, Letter letter)
    {
        var content = JsonSerializer.Serialize(LetterContent.Render(letter, site.Value.Url));
        db.OutgoingMails.Add(OutgoingMail.Create(
            clock.NewId<OutgoingMailId>(), recipient, protector.Protect(Purpose, content), clock.GetUtcNow()));
    }
}
