using System.Net;
using CallScript.Domain.Accounts;
using CallScript.TestKit.Hosting;

namespace CallScript.Api.Tests.Accounts;

public sealed class PasswordTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string NewPassword = "nine purple umbrellas";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reset_WithTheLinkOfTheLetter_SetsThePasswordOnceAndEndsAllSessions()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var elsewhere = await Browser.SignedInAsync(api, owner.Email);
        var stranger = new Browser(api.Anonymous());
        await (await stranger.PostAsync("auth/forgot-password", new { email = owner.Email.ToUpperInvariant() })).ShouldBeAsync(HttpStatusCode.Accepted);
        var token = (await LettersAsync(owner.Email)).Single().Secret("token");

        await (await stranger.PostAsync("auth/reset-password", new { token, newPassword = NewPassword })).ShouldBeAsync(HttpStatusCode.NoContent);

        await (await elsewhere.GetAsync("me")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        await (await elsewhere.RefreshAsync()).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
        await (await stranger.SignInAsync(owner.Email, TestInstallation.Password)).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
        await (await stranger.SignInAsync(owner.Email, NewPassword)).ShouldBeAsync(HttpStatusCode.OK);
        await (await stranger.PostAsync("auth/reset-password", new { token, newPassword = "another long password" }))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "link_invalid");
        (await LettersAsync(owner.Email)).Select(letter => letter.Subject).ShouldContain("Your CallScript password was changed");
    }

    [Fact]
    public async Task Reset_OfAnUnknownAddress_AnswersTheSameAndSendsNothing()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var stranger = new Browser(api.Anonymous());

        var known = await stranger.PostAsync("auth/forgot-password", new { email = owner.Email });
        var unknown = await stranger.PostAsync("auth/forgot-password", new { email = "nobody@example.test" });

        unknown.StatusCode.ShouldBe(known.StatusCode);
        (await unknown.Content.ReadAsStringAsync(Cancellation)).ShouldBe(await known.Content.ReadAsStringAsync(Cancellation));
        (await LettersAsync("nobody@example.test")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Reset_AfterTheLinksLifetime_IsRefused()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var stranger = new Browser(api.Anonymous());
        await stranger.PostAsync("auth/forgot-password", new { email = owner.Email });
        var token = (await LettersAsync(owner.Email)).Single().Secret("token");
        api.Clock.Advance(AccountToken.LifetimeOf(AccountTokenPurpose.ResetPassword));

        await (await stranger.PostAsync("auth/reset-password", new { token, newPassword = NewPassword }))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "link_invalid");
    }

    [Fact]
    public async Task Reset_AskedForAgainAndAgain_DoesNotFloodTheMailbox()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var stranger = new Browser(api.Anonymous());
        for (var i = 0; i < 6; i++)
        {
            await (await stranger.PostAsync("auth/forgot-password", new { email = owner.Email })).ShouldBeAsync(HttpStatusCode.Accepted);
        }

        (await LettersAsync(owner.Email)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Reset_WithARefusedPassword_LeavesTheLinkGood()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var stranger = new Browser(api.Anonymous());
        await stranger.PostAsync("auth/forgot-password", new { email = owner.Email });
        var token = (await LettersAsync(owner.Email)).Single().Secret("token");

        var refused = await stranger.PostAsync("auth/reset-password", new { token, newPassword = "password1234" });

        var problem = await refused.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        problem.GetProperty("errors").TryGetProperty("newPassword", out _).ShouldBeTrue();
        await (await stranger.PostAsync("auth/reset-password", new { token, newPassword = NewPassword })).ShouldBeAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Change_AfterAProof_EndsTheOtherSessionsAndKeepsThisOne()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var here = await Browser.SignedInAsync(api, owner.Email);
        var elsewhere = await Browser.SignedInAsync(api, owner.Email);

        await (await here.PutAsync("account/password", new { newPassword = NewPassword })).ShouldBeAsync(HttpStatusCode.NoContent);

        await (await here.GetAsync("me")).ShouldBeAsync(HttpStatusCode.OK);
        await (await elsewhere.GetAsync("me")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        await Browser.SignedInAsync(api, owner.Email, NewPassword);
    }

    [Fact]
    public async Task Change_LongAfterSigningIn_AsksForAProof()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var browser = await Browser.SignedInAsync(api, owner.Email);
        api.Clock.Advance(UserSession.ProofLifetime);
        await (await browser.RefreshAsync()).ShouldBeAsync(HttpStatusCode.OK);

        await (await browser.PutAsync("account/password", new { newPassword = NewPassword })).ShouldBeProblemAsync(HttpStatusCode.Forbidden, "proof_required");
        await (await browser.PutAsync("account/email", new { newEmail = "new@example.test" })).ShouldBeProblemAsync(HttpStatusCode.Forbidden, "proof_required");
        await (await browser.PostAsync("account/two-factor", null)).ShouldBeProblemAsync(HttpStatusCode.Forbidden, "proof_required");
        await (await browser.ProveAsync("not the password")).ShouldBeProblemAsync(HttpStatusCode.Forbidden, "wrong_proof");
        await (await browser.ProveAsync()).ShouldBeAsync(HttpStatusCode.NoContent);
        await (await browser.PutAsync("account/password", new { newPassword = NewPassword })).ShouldBeAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task SignIn_AfterFailures_WaitsLongerEachTime()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var browser = new Browser(api.Anonymous());
        for (var i = 0; i < 5; i++)
        {
            await (await browser.SignInAsync(owner.Email, "not the password")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
        }

        foreach (var wait in (int[])[30, 60, 120])
        {
            api.Clock.Advance(TimeSpan.FromSeconds(wait - 1));
            await (await browser.SignInAsync(owner.Email, TestInstallation.Password)).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "account_locked");
            api.Clock.Advance(TimeSpan.FromSeconds(1));
            await (await browser.SignInAsync(owner.Email, "not the password")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
        }

        api.Clock.Advance(TimeSpan.FromHours(1));
        await (await browser.SignInAsync(owner.Email, TestInstallation.Password)).ShouldBeAsync(HttpStatusCode.OK);
        await (await browser.SignInAsync(owner.Email, "not the password")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
    }

    [Fact]
    public async Task SignIn_ManyAtOnce_GetNoMoreGuessesThanOneAfterTheOther()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12)
            .Select(async _ => await (await new Browser(api.Anonymous()).SignInAsync(owner.Email, "not the password")).ShouldBeAsync(HttpStatusCode.Unauthorized)));

        answers.Count(problem => problem.GetProperty("code").GetString() == "invalid_credentials").ShouldBe(5);
    }

    [Fact]
    public async Task SignIn_ToAnUnknownAddress_IsHeldBackAsAKnownOneIs()
    {
        var browser = new Browser(api.Anonymous());
        for (var i = 0; i < 5; i++)
        {
            await (await browser.SignInAsync("ghost@example.test", "not the password")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
        }

        await (await browser.SignInAsync("ghost@example.test", "not the password")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "account_locked");
    }

    [Fact]
    public async Task SignIn_WithCharactersNoAddressHas_IsAWrongSignInAndNoError()
    {
        var browser = new Browser(api.Anonymous());

        await (await browser.SignInAsync("a\0b@example.test", "\ud800 not the password")).ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    private Task<IReadOnlyList<TestKit.Mail.ReceivedLetter>> LettersAsync(string recipient) =>
        api.Installation.Mailbox.ReceiveAsync(recipient, Cancellation);
}
