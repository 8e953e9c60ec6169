using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using CallScript.Domain.Accounts;
using CallScript.Domain.Organizations;
using CallScript.TestKit.Hosting;

namespace CallScript.Api.Tests.Accounts;

public sealed class AccountTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Email_WhenTheNewAddressConfirms_ChangesAndTellsTheOldOne()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var browser = await Browser.SignedInAsync(api, owner.Email);
        var email = $"moved-{owner.Email}";
        await (await browser.PutAsync("account/email", new { newEmail = email })).ShouldBeAsync(HttpStatusCode.Accepted);
        var account = await (await browser.GetAsync("account")).ShouldBeAsync(HttpStatusCode.OK);
        (account.GetProperty("email").GetString(), account.GetProperty("pendingEmail").GetString()).ShouldBe((owner.Email, email));
        var token = (await LettersAsync(email)).Single().Secret("token");

        await (await new Browser(api.Anonymous()).PostAsync("auth/confirm-email", new { token })).ShouldBeAsync(HttpStatusCode.NoContent);

        await Browser.SignedInAsync(api, email);
        await (await new Browser(api.Anonymous()).SignInAsync(owner.Email, TestInstallation.Password)).ShouldBeAsync(HttpStatusCode.Unauthorized);
        (await LettersAsync(owner.Email)).Single().Text.ShouldContain(email);
        await (await browser.PostAsync("auth/confirm-email", new { token })).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "link_invalid");
    }

    [Fact]
    public async Task Email_OfAnotherAccount_AnswersTheSameAndCannotBeTaken()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var other = await api.Installation.AddOrganizationAsync(Cancellation);
        var browser = await Browser.SignedInAsync(api, owner.Email);

        await (await browser.PutAsync("account/email", new { newEmail = other.Email })).ShouldBeAsync(HttpStatusCode.Accepted);

        (await LettersAsync(other.Email)).Single().Subject.ShouldBe("You already have a CallScript account");
    }

    [Fact]
    public async Task Sessions_Listed_NameDeviceAndPlaceAndWhichIsThisOne()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        using var client = api.Anonymous();
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Telephone", "1.0"));
        await new Browser(client).SignInAsync(owner.Email, TestInstallation.Password);
        var here = await Browser.SignedInAsync(api, owner.Email);

        var sessions = await SessionsAsync(here);

        sessions.Count.ShouldBe(2);
        sessions.Single(session => session.GetProperty("isCurrent").GetBoolean()).GetProperty("device").ValueKind.ShouldBe(JsonValueKind.Null);
        sessions.Single(session => !session.GetProperty("isCurrent").GetBoolean()).GetProperty("device").GetString().ShouldBe("Telephone/1.0");
    }

    [Fact]
    public async Task Session_WhenRevoked_StopsWorkingWithTheNextRequest()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var lost = await Browser.SignedInAsync(api, owner.Email);
        var here = await Browser.SignedInAsync(api, owner.Email);
        await (await lost.GetAsync($"organizations/{owner.Id}/calls")).ShouldBeAsync(HttpStatusCode.OK);
        var id = (await SessionsAsync(here)).Single(session => !session.GetProperty("isCurrent").GetBoolean()).GetProperty("id").GetGuid();

        await (await here.DeleteAsync($"account/sessions/{id}")).ShouldBeAsync(HttpStatusCode.NoContent);

        await (await lost.GetAsync($"organizations/{owner.Id}/calls")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        await (await lost.RefreshAsync()).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
        await (await here.DeleteAsync($"account/sessions/{id}")).ShouldBeProblemAsync(HttpStatusCode.NotFound, "session_not_found");
    }

    [Fact]
    public async Task Session_OfSomebodyElse_DoesNotExist()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var other = await api.Installation.AddOrganizationAsync(Cancellation);
        var theirs = await Browser.SignedInAsync(api, other.Email);
        var ours = await Browser.SignedInAsync(api, owner.Email);
        var id = (await SessionsAsync(theirs)).Single().GetProperty("id").GetGuid();

        await (await ours.DeleteAsync($"account/sessions/{id}")).ShouldBeProblemAsync(HttpStatusCode.NotFound, "session_not_found");

        await (await theirs.GetAsync("me")).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("", HttpStatusCode.OK)]
    [InlineData("?includeCurrent=true", HttpStatusCode.Unauthorized)]
    public async Task Sessions_AllRevoked_LeaveAtMostThisOne(string query, HttpStatusCode here)
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var elsewhere = await Browser.SignedInAsync(api, owner.Email);
        var browser = await Browser.SignedInAsync(api, owner.Email);

        await (await browser.DeleteAsync($"account/sessions{query}")).ShouldBeAsync(HttpStatusCode.NoContent);

        (await elsewhere.GetAsync("me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.GetAsync("me")).StatusCode.ShouldBe(here);
    }

    [Fact]
    public async Task AccessToken_AfterSignOutOrReuseOfTheRefreshToken_StopsWorkingAtOnce()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var leaving = await Browser.SignedInAsync(api, owner.Email);
        await leaving.PostAsync("auth/sign-out", null);
        await (await leaving.GetAsync("me")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");

        var robbed = await Browser.SignedInAsync(api, owner.Email);
        var stolen = robbed.Cookie!;
        await robbed.RefreshAsync();
        api.Clock.Advance(RefreshToken.ReuseGrace);
        using var thief = api.Anonymous();
        thief.DefaultRequestHeaders.Add("Cookie", stolen);
        thief.DefaultRequestHeaders.Add("X-CallScript-Request", "1");
        await (await thief.PostAsync("/api/v1/auth/refresh", null, Cancellation)).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
        await (await robbed.GetAsync("me")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task Events_OfAnAccount_ReachTheAuditLogOfEachOfItsOrganizations()
    {
        var first = await api.Installation.AddOrganizationAsync(Cancellation);
        var second = await api.Installation.AddOrganizationAsync(Cancellation);
        await api.Installation.JoinAsync(second, first, OrganizationRole.Viewer, Cancellation);
        await new Browser(api.Anonymous()).SignInAsync(first.Email, "not the password");
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        var browser = await Browser.SignedInAsync(api, first.Email);
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        await browser.EnableTwoFactorAsync(api.Clock.GetUtcNow());
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        await (await browser.PutAsync("account/password", new { newPassword = "nine purple umbrellas" })).ShouldBeAsync(HttpStatusCode.NoContent);

        foreach (var organization in (TestOrganization[])[first, second])
        {
            await using var db = api.Installation.OwnerContext(organization);
            var entries = db.AuditEntries.Where(entry => entry.SubjectId == first.UserId.ToString()).OrderBy(entry => entry.Id).ToList();

            entries.Select(entry => entry.Action.ToString()).ShouldBe(["SignInFailed", "SignedIn", "TwoFactorEnabled", "PasswordChanged"]);
            entries[0].ActorId.ShouldBeNull("nobody has proved to be the person");
            entries[1].ActorId.ShouldBe(first.UserId.Value);
        }
    }

    [Fact]
    public async Task Profile_WhenRenamed_ShowsTheNewName()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var browser = await Browser.SignedInAsync(api, owner.Email);

        await (await browser.PutAsync("account/profile", new { displayName = "Zoë" })).ShouldBeAsync(HttpStatusCode.NoContent);

        (await (await browser.GetAsync("me")).ShouldBeAsync(HttpStatusCode.OK)).GetProperty("user").GetProperty("displayName").GetString().ShouldBe("Zoë");
        await (await browser.PutAsync("account/profile", new { displayName = "a\0b" })).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    private static async Task<List<JsonElement>> SessionsAsync(Browser browser) =>
        [.. (await (await browser.GetAsync("account/sessions")).ShouldBeAsync(HttpStatusCode.OK)).GetProperty("items").EnumerateArray()];

    private Task<IReadOnlyList<TestKit.Mail.ReceivedLetter>> LettersAsync(string recipient) =>
        api.Installation.Mailbox.ReceiveAsync(recipient, Cancellation);
}
