using System.Net;
using System.Text.Json;
using CallScript.Domain.Accounts;
using CallScript.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Api.Tests.Accounts;

public sealed class TwoFactorTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignIn_WithTwoFactorOn_TakesPasswordAndCode()
    {
        var (owner, secret, _) = await TwoFactorOwnerAsync();
        var browser = new Browser(api.Anonymous());

        var first = await browser.SignInAsync(owner.Email, TestInstallation.Password);

        var ticket = (await first.ShouldBeAsync(HttpStatusCode.Accepted)).GetProperty("ticket").GetString();
        first.Headers.Contains("Set-Cookie").ShouldBeFalse();
        await (await browser.GetAsync("me")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        await (await browser.PostAsync("auth/second-step", new { ticket, code = "000000" })).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "invalid_code");
        await (await browser.PostAsync("auth/second-step", new { ticket, code = Browser.CodeAt(secret, api.Clock.GetUtcNow()) })).ShouldBeAsync(HttpStatusCode.OK);
        await (await browser.GetAsync("me")).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task SecondStep_WithAUsedCodeOrTicket_IsRefused()
    {
        var (owner, secret, _) = await TwoFactorOwnerAsync();
        var code = Browser.CodeAt(secret, api.Clock.GetUtcNow());
        var ticket = await TicketAsync(owner);
        await (await new Browser(api.Anonymous()).PostAsync("auth/second-step", new { ticket, code })).ShouldBeAsync(HttpStatusCode.OK);

        var thief = new Browser(api.Anonymous());

        await (await thief.PostAsync("auth/second-step", new { ticket = await TicketAsync(owner), code })).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "invalid_code");
        api.Clock.Advance(Totp.Step);
        await (await thief.PostAsync("auth/second-step", new { ticket, code = Browser.CodeAt(secret, api.Clock.GetUtcNow()) }))
            .ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "second_step_over");
    }

    [Fact]
    public async Task SecondStep_WhenItTakesTooLong_StartsOver()
    {
        var (owner, secret, _) = await TwoFactorOwnerAsync();
        var ticket = await TicketAsync(owner);
        api.Clock.Advance(AccountToken.LifetimeOf(AccountTokenPurpose.SecondStep));

        await (await new Browser(api.Anonymous()).PostAsync("auth/second-step", new { ticket, code = Browser.CodeAt(secret, api.Clock.GetUtcNow()) }))
            .ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "second_step_over");
    }

    [Fact]
    public async Task SecondStep_GuessedTooOften_IsHeldBackWhateverTheTicket()
    {
        var (owner, secret, _) = await TwoFactorOwnerAsync();
        var browser = new Browser(api.Anonymous());
        for (var i = 0; i < 5; i++)
        {
            await browser.PostAsync("auth/second-step", new { ticket = await TicketAsync(owner), code = "000000" });
        }

        var answer = await browser.PostAsync(
            "auth/second-step", new { ticket = await TicketAsync(owner), code = Browser.CodeAt(secret, api.Clock.GetUtcNow()) });

        await answer.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "account_locked");
    }

    [Fact]
    public async Task RecoveryCode_InPlaceOfACode_WorksOnce()
    {
        var (owner, _, recovery) = await TwoFactorOwnerAsync();
        recovery.Length.ShouldBe(RecoveryCode.Count);
        var typed = recovery[3].ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal);
        var browser = new Browser(api.Anonymous());

        await (await browser.PostAsync("auth/second-step", new { ticket = await TicketAsync(owner), code = typed })).ShouldBeAsync(HttpStatusCode.OK);

        await (await browser.PostAsync("auth/second-step", new { ticket = await TicketAsync(owner), code = recovery[3] }))
            .ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "invalid_code");
        var account = await (await browser.GetAsync("account")).ShouldBeAsync(HttpStatusCode.OK);
        account.GetProperty("recoveryCodesLeft").GetInt32().ShouldBe(RecoveryCode.Count - 1);
    }

    [Fact]
    public async Task RecoveryCodes_WhenRenewed_ReplaceTheOldOnes()
    {
        var (owner, secret, old) = await TwoFactorOwnerAsync();
        var browser = await SignedInAsync(owner, secret);
        var renewed = await (await browser.PostAsync("account/two-factor/recovery-codes", null)).ShouldBeAsync(HttpStatusCode.OK);

        await (await browser.PostAsync("auth/second-step", new { ticket = await TicketAsync(owner), code = old[0] }))
            .ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "invalid_code");
        var code = renewed.GetProperty("recoveryCodes")[0].GetString();
        await (await browser.PostAsync("auth/second-step", new { ticket = await TicketAsync(owner), code })).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Enable_WithAWrongCode_ChangesNothing()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var browser = await Browser.SignedInAsync(api, owner.Email);
        await (await browser.PostAsync("account/two-factor", null)).ShouldBeAsync(HttpStatusCode.OK);

        await (await browser.PostAsync("account/two-factor/enable", new { code = "000000" })).ShouldBeProblemAsync(HttpStatusCode.Forbidden, "invalid_code");

        await (await browser.SignInAsync(owner.Email, TestInstallation.Password)).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Disable_AfterAProof_MakesThePasswordEnough()
    {
        var (owner, secret, _) = await TwoFactorOwnerAsync();
        var browser = await SignedInAsync(owner, secret);
        await (await browser.PostAsync("account/two-factor", null)).ShouldBeProblemAsync(HttpStatusCode.Conflict, "two_factor_is_on");

        await (await browser.DeleteAsync("account/two-factor")).ShouldBeAsync(HttpStatusCode.NoContent);

        await (await browser.SignInAsync(owner.Email, TestInstallation.Password)).ShouldBeAsync(HttpStatusCode.OK);
        var letters = await api.Installation.Mailbox.ReceiveAsync(owner.Email, Cancellation);
        letters.Select(letter => letter.Subject).ShouldBe(["Two-step sign-in is on", "Two-step sign-in is off"], ignoreOrder: true);
    }

    [Fact]
    public async Task Secret_InTheDatabase_IsNotReadable()
    {
        var (owner, secret, recovery) = await TwoFactorOwnerAsync();
        await using var db = api.Installation.OwnerContext(owner);

        var stored = await db.Database
            .SqlQuery<string>($"select encode(sealed_secret, 'hex') as \"Value\" from authenticators where user_id = {owner.UserId.Value}")
            .SingleAsync(Cancellation);
        var hashes = await db.RecoveryCodes.Where(code => code.UserId == owner.UserId).Select(code => code.CodeHash).ToListAsync(Cancellation);

        stored.ShouldNotContain(Convert.ToHexString(secret), Case.Insensitive);
        hashes.ShouldNotContain(hash => recovery.Any(code => hash.SequenceEqual(System.Text.Encoding.UTF8.GetBytes(code))));
    }

    private async Task<(TestOrganization Owner, byte[] Secret, string[] Recovery)> TwoFactorOwnerAsync()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var browser = await Browser.SignedInAsync(api, owner.Email);
        var (secret, recovery) = await browser.EnableTwoFactorAsync(api.Clock.GetUtcNow());

        // The code that turned it on is used up.
        api.Clock.Advance(Totp.Step);
        return (owner, secret, recovery);
    }

    private async Task<Browser> SignedInAsync(TestOrganization owner, byte[] secret)
    {
        var browser = new Browser(api.Anonymous());
        var code = Browser.CodeAt(secret, api.Clock.GetUtcNow());
        await (await browser.PostAsync("auth/second-step", new { ticket = await TicketAsync(owner), code })).ShouldBeAsync(HttpStatusCode.OK);
        return browser;
    }

    private async Task<string> TicketAsync(TestOrganization owner)
    {
        var answer = await new Browser(api.Anonymous()).SignInAsync(owner.Email, TestInstallation.Password);
        JsonElement step = await answer.ShouldBeAsync(HttpStatusCode.Accepted);
        return step.GetProperty("ticket").GetString()!;
    }
}
