using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using CallScript.Domain.Accounts;
using CallScript.TestKit.Hosting;

namespace CallScript.Api.Tests;

public sealed class SessionTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignIn_WithTheRightPassword_GivesATokenAndAnHttpOnlyCookie()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);

        var response = await SignInAsync(api.Anonymous(), owner.Email, TestInstallation.Password);

        var session = await response.ShouldBeAsync(HttpStatusCode.OK);
        session.GetProperty("accessToken").GetString().ShouldNotBeNullOrEmpty();
        var cookie = response.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem().ToLowerInvariant();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        cookie.ShouldContain("path=/api/v1/auth");
    }

    [Fact]
    public async Task SignIn_WithAWrongPasswordOrAnUnknownAddress_AnswersTheSame()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);

        var wrong = await SignInAsync(api.Anonymous(), owner.Email, "not the password");
        var unknown = await SignInAsync(api.Anonymous(), "nobody@example.test", "not the password");

        var first = await wrong.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
        var second = await unknown.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
        first.GetProperty("detail").GetString().ShouldBe(second.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task SignIn_AfterTooManyFailures_IsLockedEvenForTheRightPassword()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        for (var i = 0; i < 10; i++)
        {
            await SignInAsync(api.Anonymous(), owner.Email, "not the password");
        }

        var response = await SignInAsync(api.Anonymous(), owner.Email, TestInstallation.Password);

        await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "account_locked");
    }

    [Fact]
    public async Task SignIn_WithAnEmptyPassword_NamesTheField()
    {
        var response = await SignInAsync(api.Anonymous(), "a@example.test", "");

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        problem.GetProperty("errors").TryGetProperty("password", out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"email\": 1}")]
    public async Task SignIn_WithABrokenBody_IsARequestError(string body)
    {
        var response = await api.Anonymous().PostAsync(
            "/api/v1/auth/sign-in", new StringContent(body, MediaTypeHeaderValue.Parse("application/json")), Cancellation);

        await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed_request");
    }

    [Fact]
    public async Task Refresh_WithTheCookie_GivesANewTokenAndANewCookie()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var first = await CookieOfAsync(owner);

        var refreshed = await RefreshAsync(first);

        (await refreshed.ShouldBeAsync(HttpStatusCode.OK)).GetProperty("accessToken").GetString().ShouldNotBeNullOrEmpty();
        CookieOf(refreshed).ShouldNotBe(first);
    }

    [Fact]
    public async Task Refresh_WithASpentCookie_EndsTheWholeSession()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var stolen = await CookieOfAsync(owner);
        var successor = CookieOf(await RefreshAsync(stolen));
        api.Clock.Advance(RefreshToken.ReuseGrace);

        var replay = await RefreshAsync(stolen);

        await replay.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
        await (await RefreshAsync(successor)).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
    }

    [Fact]
    public async Task Refresh_WithoutTheHeaderThatForeignPagesCannotSend_IsRefused()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/refresh");
        request.Headers.Add("Cookie", await CookieOfAsync(owner));

        var response = await api.Anonymous().SendAsync(request, Cancellation);

        await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
    }

    [Fact]
    public async Task SignOut_WithTheCookie_EndsTheSession()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var cookie = await CookieOfAsync(owner);
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/sign-out");
        request.Headers.Add("Cookie", cookie);

        await (await api.Anonymous().SendAsync(request, Cancellation)).ShouldBeAsync(HttpStatusCode.NoContent);

        await (await RefreshAsync(cookie)).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
    }

    [Fact]
    public async Task Me_WhenSignedIn_NamesThePersonAndTheirOrganizations()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.SignedInAsync(owner);

        var me = await (await client.GetAsync("/api/v1/me", Cancellation)).ShouldBeAsync(HttpStatusCode.OK);

        me.GetProperty("user").GetProperty("email").GetString().ShouldBe(owner.Email);
        var organization = me.GetProperty("organizations").EnumerateArray().ShouldHaveSingleItem();
        organization.GetProperty("id").GetGuid().ShouldBe(owner.Id.Value);
        organization.GetProperty("role").GetString().ShouldBe("owner");
    }

    [Fact]
    public async Task AccessToken_AfterItsLifetime_IsRefused()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.SignedInAsync(owner);
        api.Clock.Advance(TimeSpan.FromMinutes(11));

        var response = await client.GetAsync("/api/v1/me", Cancellation);

        await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task AccessToken_WithAChangedSignature_IsRefused()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.SignedInAsync(owner);
        var token = client.DefaultRequestHeaders.Authorization!.Parameter!;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token[..^4] + (token.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBB" : "AAAA"));

        var response = await client.GetAsync("/api/v1/me", Cancellation);

        await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    private static Task<HttpResponseMessage> SignInAsync(HttpClient client, string email, string password) =>
        client.PostAsJsonAsync("/api/v1/auth/sign-in", new { email, password }, Cancellation);

    private async Task<string> CookieOfAsync(TestOrganization member) =>
        CookieOf(await SignInAsync(api.Anonymous(), member.Email, TestInstallation.Password));

    private static string CookieOf(HttpResponseMessage response) =>
        response.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem().Split(';')[0];

    private Task<HttpResponseMessage> RefreshAsync(string cookie)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/refresh");
        request.Headers.Add("Cookie", cookie);
        request.Headers.Add("X-CallScript-Request", "1");
        return api.Anonymous().SendAsync(request, Cancellation);
    }
}
