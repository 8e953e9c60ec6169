using CallScript.Application.Common.Mail;
using CallScript.Domain.Mail;
using CallScript.Infrastructure.Identity;
using CallScript.Infrastructure.Mail;
using CallScript.Infrastructure.Persistence;
using CallScript.TestKit;
using CallScript.TestKit.Hosting;
using CallScript.TestKit.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CallScript.Infrastructure.Tests.Mail;

public sealed class MailOutboxTests : IAsyncLifetime
{
    private const string Recipient = "reader@example.test";
    private readonly ManualClock _clock = new();
    private TestInstallation _installation = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _installation = await TestInstallation.CreateAsync(_clock, cancellationToken: Cancellation);

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task SendNext_OverSmtp_DeliversBothFormsAndForgetsTheWords()
    {
        await using var sink = new SmtpSink();
        await PostAsync();
        await using var db = _installation.Database.OwnerContext();

        (await Outbox(db, To(sink)).SendNextAsync(Cancellation)).ShouldBeTrue();
        (await Outbox(db, To(sink)).SendNextAsync(Cancellation)).ShouldBeFalse();

        var letter = sink.Letters.ShouldHaveSingleItem();
        letter.Recipient.ShouldBe(Recipient);
        (letter.User, letter.Password).ShouldBe(("mailer", "a password"));
        letter.Data.Replace("=\n", "", StringComparison.Ordinal).ShouldContain("&lt;b&gt;bold");
        var text = ReceivedLetter.Parse(letter.Data);
        text.Subject.ShouldBe("Grüße  Bcc: thief@example.test");
        text.Text.ShouldContain("Ünïcode <b>bold</b> & more");
        text.Secret("token").ShouldBe("a+b/c");
        var row = await db.OutgoingMails.AsNoTracking().SingleAsync(Cancellation);
        row.SealedContent.ShouldBeNull();
        row.SentAt.ShouldBe(_clock.GetUtcNow());
    }

    [Fact]
    public async Task SendNext_WhenTheServerIsAway_BacksOffAndEndsAfterTheLastAttempt()
    {
        await PostAsync();
        await using var db = _installation.Database.OwnerContext();
        var away = new MailOptions { Host = "127.0.0.1", Port = 1, StartTls = false };

        var waits = new List<TimeSpan>();
        for (var attempt = 1; attempt <= OutgoingMail.MaxAttempts; attempt++)
        {
            (await Outbox(db, away).SendNextAsync(Cancellation)).ShouldBeTrue($"attempt {attempt}");
            (await Outbox(db, away).SendNextAsync(Cancellation)).ShouldBeFalse("nothing is due at once after a failure");
            if ((await db.OutgoingMails.AsNoTracking().SingleAsync(Cancellation)).NextAttemptAt is { } next)
            {
                waits.Add(next - _clock.GetUtcNow());
                _clock.Advance(waits[^1]);
            }
        }

        waits.Count.ShouldBe(OutgoingMail.MaxAttempts - 1);
        waits.ShouldBeInOrder(SortDirection.Ascending);
        waits[0].ShouldBe(TimeSpan.FromSeconds(30));
        var row = await db.OutgoingMails.AsNoTracking().SingleAsync(Cancellation);
        row.SealedContent.ShouldBeNull("a letter that is given up is forgotten too");
        row.LastError.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task SendNext_WhenTheServerRefusesTheLetter_KeepsItWithoutTheServersWords()
    {
        await using var sink = new SmtpSink { Refusal = $"550 no {Recipient} here" };
        await PostAsync();
        await using var db = _installation.Database.OwnerContext();

        await Outbox(db, To(sink)).SendNextAsync(Cancellation);

        var row = await db.OutgoingMails.AsNoTracking().SingleAsync(Cancellation);
        row.Attempts.ShouldBe(1);
        row.LastError.ShouldNotBeNull().ShouldNotContain(Recipient);
        sink.Letters.ShouldBeEmpty();
    }

    [Fact]
    public async Task SendNext_WhenTheServerCannotEncrypt_SendsNothing()
    {
        await using var sink = new SmtpSink();
        await PostAsync();
        await using var db = _installation.Database.OwnerContext();

        await Outbox(db, new MailOptions { Host = "127.0.0.1", Port = sink.Port }).SendNextAsync(Cancellation);

        sink.Letters.ShouldBeEmpty();
    }

    [Fact]
    public async Task SendNext_WhenNobodyVouchesForTheCertificate_SendsNothing()
    {
        await using var sink = new SmtpSink(withTls: true);
        await PostAsync();
        await using var db = _installation.Database.OwnerContext();

        await Outbox(db, new MailOptions { Host = "127.0.0.1", Port = sink.Port }).SendNextAsync(Cancellation);

        sink.Letters.ShouldBeEmpty();
    }

    [Fact]
    public async Task SendNext_ByTwoAtOnce_SendsEachLetterOnce()
    {
        await using var sink = new SmtpSink();
        for (var i = 0; i < 6; i++)
        {
            await PostAsync();
        }

        await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            await using var db = _installation.Database.OwnerContext();
            while (await Outbox(db, To(sink)).SendNextAsync(Cancellation))
            {
                // One letter each.
            }
        }));

        sink.Letters.Count.ShouldBe(6);
    }

    [Fact]
    public async Task Send_WhenTheUnitOfWorkIsNotSaved_SendsNothing()
    {
        await using (var scope = _installation.Scope(null))
        {
            scope.ServiceProvider.GetRequiredService<IMailer>().Send(Recipient, new SampleLetter());
        }

        (await _installation.Mailbox.ReceiveAsync(Recipient, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Letters_InTheDatabase_CanBeReadByNeitherDumpNorApplicationRole()
    {
        await PostAsync();
        await using var owner = _installation.Database.OwnerContext();
        var row = await owner.OutgoingMails.AsNoTracking().SingleAsync(Cancellation);
        System.Text.Encoding.UTF8.GetString(row.SealedContent!).ShouldNotContain("token");

        await using var app = new NpgsqlConnection(_installation.Database.AppConnectionString);
        await app.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand("select count(*) from mail_messages", app);
        (await Should.ThrowAsync<PostgresException>(() => command.ExecuteScalarAsync(Cancellation))).SqlState.ShouldBe("42501");
    }

    [Fact]
    public async Task Prune_LongAfterSending_DeletesTheRowButNoneThatWaits()
    {
        await PostAsync();
        await _installation.Mailbox.ReceiveAsync(Recipient, Cancellation);
        _clock.Advance(TimeSpan.FromDays(31));
        await PostAsync();
        await using var db = _installation.Database.OwnerContext();

        (await Outbox(db, new MailOptions()).PruneAsync(Cancellation)).ShouldBe(1);
        (await db.OutgoingMails.CountAsync(Cancellation)).ShouldBe(1);
    }

    private async Task PostAsync()
    {
        await using var scope = _installation.Scope(null);
        scope.ServiceProvider.GetRequiredService<IMailer>().Send(Recipient, new SampleLetter());
        await scope.ServiceProvider.GetRequiredService<AppDbContext>().SaveChangesAsync(Cancellation);
    }

    private static MailOptions To(SmtpSink sink) =>
        new() { Host = "127.0.0.1", Port = sink.Port, StartTls = false, UserName = "mailer", Password = "a password" };

    private MailOutbox Outbox(AppDbContext db, MailOptions options)
    {
        var configured = Options.Create(options);
        return new MailOutbox(
            db,
            new MailTransport(configured, _clock),
            _installation.App.GetRequiredService<InstallationProtector>(),
            configured,
            _clock,
            NullLogger<MailOutbox>.Instance);
    }

    private sealed record SampleLetter : Letter
    {
        public override string Subject => "Grüße\r\nBcc: thief@example.test";

        public override IReadOnlyList<string> Paragraphs => ["Ünïcode <b>bold</b> & more"];

        public override LetterLink Link => new("Go on", "/reset-password#token=" + Uri.EscapeDataString("a+b/c"));
    }
}
