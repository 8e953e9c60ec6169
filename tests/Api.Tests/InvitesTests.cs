using System.Net;
using System.Net.Http.Json;
using CallScript.Domain.Organizations;
using CallScript.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Api.Tests;

public sealed class InvitesTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string NewPassword = "four words make a password";
    private static int _guests;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Invite_OfANewPerson_BecomesAMembershipWhenTheyAgree()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var email = Guest();
        await InviteAsync(owner, email, "reviewer");
        var token = await TokenAsync(email);
        using var browser = api.Anonymous();

        var shown = await (await OpenAsync(browser, token)).ShouldBeAsync(HttpStatusCode.OK);
        shown.GetProperty("role").GetString().ShouldBe("reviewer");
        shown.GetProperty("email").GetString().ShouldBe(email);
        shown.GetProperty("hasAccount").GetBoolean().ShouldBeFalse();
        shown.GetProperty("organizationName").GetString().ShouldNotBeNullOrEmpty();
        shown.GetProperty("invitedBy").GetString().ShouldNotBeNullOrEmpty();
        await (await AcceptAsync(browser, token, new { token, displayName = "Gwen Guest", password = NewPassword }))
            .ShouldBeAsync(HttpStatusCode.OK);

        await using var db = api.Installation.OwnerContext(owner);
        (await db.Memberships.CountAsync(row => row.Role == OrganizationRole.Reviewer, Cancellation)).ShouldBe(1);
        (await db.Invites.SingleAsync(Cancellation)).Outcome.ShouldBe(InviteStatus.Accepted);
    }

    [Fact]
    public async Task Invite_OfAPersonWithAnAccount_NeedsTheirSession()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var person = await api.Installation.AddOrganizationAsync(Cancellation);
        await InviteAsync(owner, person.Email.ToUpperInvariant(), "admin");
        var token = await TokenAsync(person.Email);
        using var stranger = api.Anonymous();

        (await (await OpenAsync(stranger, token)).ShouldBeAsync(HttpStatusCode.OK)).GetProperty("hasAccount").GetBoolean().ShouldBeTrue();
        await (await AcceptAsync(stranger, token, new { token, displayName = "Not They", password = NewPassword }))
            .ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "sign_in_to_accept");

        var client = await api.SignedInAsync(person);
        await (await AcceptAsync(client, token)).ShouldBeAsync(HttpStatusCode.OK);
        var me = await (await client.GetAsync("/api/v1/me", Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        me.GetProperty("organizations").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Accept_ByAnotherPerson_IsRefusedAndLeavesTheInviteOpen()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var other = await api.Installation.AddOrganizationAsync(Cancellation);
        var email = Guest();
        await InviteAsync(owner, email, "viewer");
        var token = await TokenAsync(email);

        await (await AcceptAsync(await api.SignedInAsync(other), token))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "invite_for_another_person");

        await (await OpenAsync(api.Anonymous(), token)).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Accept_Twice_WorksOnce()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var email = Guest();
        await InviteAsync(owner, email, "viewer");
        var token = await TokenAsync(email);
        var body = new { token, displayName = "Gwen Guest", password = NewPassword };

        var answers = await Task.WhenAll(AcceptAsync(api.Anonymous(), token, body), AcceptAsync(api.Anonymous(), token, body));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        await answers.Single(answer => answer.StatusCode != HttpStatusCode.OK).ShouldBeProblemAsync(HttpStatusCode.Conflict, "invite_used");
        await (await OpenAsync(api.Anonymous(), token)).ShouldBeProblemAsync(HttpStatusCode.Conflict, "invite_used");
        await using var db = api.Installation.OwnerContext(owner);
        (await db.Memberships.CountAsync(Cancellation)).ShouldBe(2);
    }

    [Fact]
    public async Task Accept_WithAWeakPassword_MakesNeitherAccountNorMembership()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var email = Guest();
        await InviteAsync(owner, email, "viewer");
        var token = await TokenAsync(email);

        var refused = await (await AcceptAsync(api.Anonymous(), token, new { token, displayName = "Gwen", password = "short" }))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

        refused.GetProperty("errors").TryGetProperty("password", out _).ShouldBeTrue();
        var shown = await (await OpenAsync(api.Anonymous(), token)).ShouldBeAsync(HttpStatusCode.OK);
        shown.GetProperty("hasAccount").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Invite_AfterSevenDays_IsExpiredUntilSentAgain()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var email = Guest();
        await InviteAsync(owner, email, "viewer");
        var old = await TokenAsync(email);
        api.Clock.Advance(Invite.Lifetime);
        await (await OpenAsync(api.Anonymous(), old)).ShouldBeProblemAsync(HttpStatusCode.Conflict, "invite_expired");
        await (await AcceptAsync(api.Anonymous(), old, new { token = old, displayName = "Gwen", password = NewPassword }))
            .ShouldBeProblemAsync(HttpStatusCode.Conflict, "invite_expired");
        var client = await api.SignedInAsync(owner);
        var listed = await (await client.GetAsync(Path(owner), Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        listed.GetProperty("items")[0].GetProperty("status").GetString().ShouldBe("expired");

        await (await client.PostAsync($"{Path(owner)}/{listed.GetProperty("items")[0].GetProperty("id").GetString()}/resend", null, Cancellation))
            .ShouldBeAsync(HttpStatusCode.OK);

        var fresh = await TokenAsync(email, letters: 2);
        fresh.ShouldNotBe(old);
        await (await OpenAsync(api.Anonymous(), old)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "invite_not_found");
        await (await OpenAsync(api.Anonymous(), fresh)).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Revoke_AnInvite_EndsItsLink()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var email = Guest();
        var invite = await InviteAsync(owner, email, "viewer");
        var token = await TokenAsync(email);
        var client = await api.SignedInAsync(owner);

        await (await client.DeleteAsync($"{Path(owner)}/{invite}", Cancellation)).ShouldBeAsync(HttpStatusCode.NoContent);

        await (await OpenAsync(api.Anonymous(), token)).ShouldBeProblemAsync(HttpStatusCode.Conflict, "invite_revoked");
        await (await client.DeleteAsync($"{Path(owner)}/{invite}", Cancellation)).ShouldBeProblemAsync(HttpStatusCode.Conflict, "invite_revoked");
    }

    [Fact]
    public async Task Decline_AnInvite_EndsItAndLetsThemBeInvitedAgain()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var email = Guest();
        await InviteAsync(owner, email, "viewer");
        var token = await TokenAsync(email);

        await (await api.Anonymous().PostAsJsonAsync("/api/v1/invites/decline", new { token }, Cancellation)).ShouldBeAsync(HttpStatusCode.NoContent);

        await (await OpenAsync(api.Anonymous(), token)).ShouldBeProblemAsync(HttpStatusCode.Conflict, "invite_declined");
        await InviteAsync(owner, email, "viewer");
    }

    [Fact]
    public async Task Invite_OfAMemberOrOfSomebodyInvited_SaysSo()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var email = Guest();
        await InviteAsync(owner, email, "viewer");
        var client = await api.SignedInAsync(owner);

        await (await PostInviteAsync(client, owner, email, "viewer")).ShouldBeProblemAsync(HttpStatusCode.Conflict, "already_invited");
        await (await PostInviteAsync(client, owner, owner.Email, "viewer")).ShouldBeProblemAsync(HttpStatusCode.Conflict, "already_member");
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("owner")]
    public async Task Invite_ByAnAdmin_AsAdminOrOwner_IsRefused(string role)
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var admin = await api.SignedInAsync(await api.Installation.AddMemberAsync(owner, OrganizationRole.Admin, Cancellation));

        await (await PostInviteAsync(admin, owner, Guest(), role)).ShouldBeProblemAsync(HttpStatusCode.Forbidden, "owners_only");
        await (await PostInviteAsync(admin, owner, Guest(), "reviewer")).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Invites_OfAnotherOrganization_DoNotExist()
    {
        var ours = await api.Installation.AddOrganizationAsync(Cancellation);
        var theirs = await api.Installation.AddOrganizationAsync(Cancellation);
        var invite = await InviteAsync(theirs, Guest(), "viewer");
        var client = await api.SignedInAsync(ours);

        await (await client.DeleteAsync($"{Path(ours)}/{invite}", Cancellation)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "invite_not_found");
        await (await client.PostAsync($"{Path(ours)}/{invite}/resend", null, Cancellation)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "invite_not_found");
    }

    [Theory]
    [InlineData("no such token")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Token_ThatNeverWas_OpensNothing(string token)
    {
        await (await OpenAsync(api.Anonymous(), token)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "invite_not_found");
        await (await AcceptAsync(api.Anonymous(), token)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "invite_not_found");
    }

    [Fact]
    public async Task Letter_OfAnInvite_HoldsTheTokenAndTheDatabaseOnlyItsHash()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var email = Guest();
        await InviteAsync(owner, email, "viewer");

        var token = await TokenAsync(email);

        await using var db = api.Installation.OwnerContext(owner);
        var stored = await db.Invites.SingleAsync(Cancellation);
        stored.TokenHash.ShouldBe(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token)));
    }

    private static string Guest() => $"guest{Interlocked.Increment(ref _guests)}@invited.test";

    private static string Path(TestOrganization organization) => $"/api/v1/organizations/{organization.Id}/invites";

    private static Task<HttpResponseMessage> PostInviteAsync(HttpClient client, TestOrganization organization, string email, string role) =>
        client.PostAsJsonAsync(Path(organization), new { email, role }, Cancellation);

    private static Task<HttpResponseMessage> OpenAsync(HttpClient client, string token) =>
        client.PostAsJsonAsync("/api/v1/invites/open", new { token }, Cancellation);

    private static Task<HttpResponseMessage> AcceptAsync(HttpClient client, string token, object? body = null) =>
        client.PostAsJsonAsync("/api/v1/invites/accept", body ?? new { token }, Cancellation);

    private async Task<string> InviteAsync(TestOrganization owner, string email, string role)
    {
        var client = await api.SignedInAsync(owner);
        var invite = await (await PostInviteAsync(client, owner, email, role)).ShouldBeAsync(HttpStatusCode.OK);
        return invite.GetProperty("id").GetString()!;
    }

    private async Task<string> TokenAsync(string email, int letters = 1)
    {
        var received = await api.Installation.Mailbox.ReceiveAsync(email, Cancellation);
        received.Count.ShouldBe(letters);
        return received[^1].Secret("token");
    }
}
