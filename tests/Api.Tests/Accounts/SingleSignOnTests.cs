using System.Net;
using System.Text.Json;
using CallScript.Application.SingleSignOn;
using CallScript.Domain.Organizations;
using CallScript.TestKit.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Api.Tests.Accounts;

public sealed class SingleSignOnTests(ApiFixture api) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private OidcProviderProcess _provider = null!;
    private WebApplicationFactory<Program> _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _provider = await OidcProviderProcess.StartAsync(Cancellation);
        _host = api.With("Outbound:TrustedOrigins:0", _provider.Issuer);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task SignIn_OfAMember_OpensTheirOrganization()
    {
        var (owner, slug) = await ConfiguredAsync();
        await _provider.BecomeAsync(new { sub = "dana", email = owner.Email, email_verified = true, name = "Dana" }, Cancellation);

        var browser = await SignInAsync(slug);

        await (await browser.GetAsync($"organizations/{owner.Id}/calls")).ShouldBeAsync(HttpStatusCode.OK);
        var me = await (await browser.GetAsync("me")).ShouldBeAsync(HttpStatusCode.OK);
        me.GetProperty("user").GetProperty("id").GetGuid().ShouldBe(owner.UserId.Value);
    }

    [Fact]
    public async Task SignIn_WhereOnlyTheUserInfoNamesTheAddress_WorksAsWell()
    {
        await using var reticent = await OidcProviderProcess.StartAsync(Cancellation, claimsInToken: false, authMethod: "client_secret_post");
        await using var host = api.With("Outbound:TrustedOrigins:0", reticent.Issuer);
        var (owner, slug) = await ConfiguredAsync(issuer: reticent.Issuer);
        await reticent.BecomeAsync(new { sub = "dana", email = owner.Email, email_verified = true }, Cancellation);

        var (_, target) = await ThroughAsync(slug, host: host);

        target.ShouldBe("/");
    }

    [Fact]
    public async Task SignIn_WithAPageToReturnTo_OpensItAndNoOther()
    {
        var (owner, slug) = await ConfiguredAsync();
        await _provider.BecomeAsync(new { sub = "dana", email = owner.Email, email_verified = true }, Cancellation);

        (await ThroughAsync(slug, "/o/x/calls?status=failed")).Target.ShouldBe("/o/x/calls?status=failed");
        foreach (var elsewhere in (string[])["https://evil.test/", "//evil.test", "/\\evil.test", "/o/\r\nSet-Cookie: a=b"])
        {
            (await ThroughAsync(slug, elsewhere)).Target.ShouldBe("/");
        }
    }

    [Fact]
    public async Task Session_VouchedForByAProvider_OpensThisOrganizationAndNothingElse()
    {
        var (owner, slug) = await ConfiguredAsync();
        var other = await api.Installation.AddOrganizationAsync(Cancellation);
        await api.Installation.JoinAsync(other, owner, OrganizationRole.Admin, Cancellation);
        await _provider.BecomeAsync(new { sub = "dana", email = owner.Email, email_verified = true }, Cancellation);

        var browser = await SignInAsync(slug);

        await (await browser.GetAsync($"organizations/{other.Id}/calls")).ShouldBeProblemAsync(HttpStatusCode.NotFound, "organization_not_found");
        var me = await (await browser.GetAsync("me")).ShouldBeAsync(HttpStatusCode.OK);
        me.GetProperty("organizations").EnumerateArray().Single().GetProperty("id").GetGuid().ShouldBe(owner.Id.Value);
        await (await browser.GetAsync("account/sessions")).ShouldBeProblemAsync(HttpStatusCode.Forbidden, "session_limited");
        await (await browser.PutAsync("account/password", new { newPassword = "nine purple umbrellas" })).ShouldBeProblemAsync(HttpStatusCode.Forbidden, "session_limited");
        (await (await browser.GetAsync("account")).ShouldBeAsync(HttpStatusCode.OK)).GetProperty("isLimited").GetBoolean().ShouldBeTrue();

        // Renewing it keeps its limits, and does not carry it past its end.
        await (await browser.RefreshAsync()).ShouldBeAsync(HttpStatusCode.OK);
        await (await browser.GetAsync($"organizations/{other.Id}/calls")).ShouldBeProblemAsync(HttpStatusCode.NotFound, "organization_not_found");
    }

    [Fact]
    public async Task SignIn_OfAStrangerWithAnAccount_IsRefusedAndMakesThemNoMember()
    {
        var (owner, slug) = await ConfiguredAsync(defaultRole: "viewer");
        var stranger = await api.Installation.AddOrganizationAsync(Cancellation);
        await _provider.BecomeAsync(new { sub = "victim", email = stranger.Email, email_verified = true }, Cancellation);

        (await ThroughAsync(slug)).Target.ShouldBe("/sign-in?problem=sso_not_a_member");

        await using var db = api.Installation.OwnerContext(owner);
        (await db.Memberships.CountAsync(Cancellation)).ShouldBe(1);
    }

    [Theory]
    [InlineData("viewer", "/")]
    [InlineData(null, "/sign-in?problem=sso_not_a_member")]
    public async Task SignIn_OfANewcomer_IsAsTheOrganizationSaid(string? defaultRole, string target)
    {
        var (owner, slug) = await ConfiguredAsync(defaultRole);
        var email = $"new-{Guid.CreateVersion7():N}@example.test";
        await _provider.BecomeAsync(new { sub = email, email, email_verified = true, name = "Nora New" }, Cancellation);

        (await ThroughAsync(slug)).Target.ShouldBe(target);

        // Again: the one account is found by the provider's own name for the person.
        (await ThroughAsync(slug)).Target.ShouldBe(target);
        await using var db = api.Installation.OwnerContext(owner);
        (await db.Memberships.CountAsync(membership => membership.Role == OrganizationRole.Viewer, Cancellation)).ShouldBe(defaultRole is null ? 0 : 1);
    }

    [Theory]
    [InlineData("dana@elsewhere.test", true)]
    [InlineData("dana@example.test.evil.test", true)]
    [InlineData("owner@example.test", false)]
    public async Task SignIn_WithAnAddressThatIsNotProvedOrNotTheirs_IsRefused(string email, bool verified)
    {
        var (_, slug) = await ConfiguredAsync(defaultRole: "viewer");
        await _provider.BecomeAsync(new { sub = "dana", email, email_verified = verified }, Cancellation);

        (await ThroughAsync(slug)).Target.ShouldBe("/sign-in?problem=sso_address_not_allowed");
    }

    [Fact]
    public async Task SignIn_WhenThePersonRefusesThere_SaysSo()
    {
        var (_, slug) = await ConfiguredAsync();
        await _provider.BecomeAsync(new { sub = "dana", refuses = true }, Cancellation);

        (await ThroughAsync(slug)).Target.ShouldBe("/sign-in?problem=sso_refused");
    }

    [Fact]
    public async Task Callback_WithoutTheBrowsersTicketOrWithAnotherState_IsRefused()
    {
        var (owner, slug) = await ConfiguredAsync();
        await _provider.BecomeAsync(new { sub = "dana", email = owner.Email, email_verified = true }, Cancellation);
        using var client = Client();
        var (cookie, address) = await StartAsync(client, slug);
        var back = await OidcProviderProcess.VisitAsync(address, Cancellation);
        var (otherCookie, _) = await StartAsync(client, slug);

        foreach (var wrong in (string?[])[null, "callscript_sso=nonsense", otherCookie])
        {
            (await BackAsync(client, back, wrong)).Headers.Location!.ToString().ShouldBe("/sign-in?problem=sso_attempt_over");
        }

        (await BackAsync(client, back, cookie)).Headers.Location!.ToString().ShouldBe("/");

        // The provider's code works once.
        (await BackAsync(client, back, cookie)).Headers.Location!.ToString().ShouldBe("/sign-in?problem=sso_refused");
    }

    [Fact]
    public async Task Redeem_ForAnotherAttemptClientOrSecret_IsRefused()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        await _provider.BecomeAsync(new { sub = "dana", email = owner.Email, email_verified = true }, Cancellation);
        var openIdConnect = _host.Services.GetRequiredService<IOpenIdConnect>();
        var settings = new ProviderSettings(owner.Id, _provider.Issuer, OidcProviderProcess.ClientId, OidcProviderProcess.ClientSecret);
        var attempt = new SignInAttempt("a state", "a nonce", new string('v', 43));

        async Task<string?> RedeemAsync(ProviderSettings with, SignInAttempt of)
        {
            var address = await openIdConnect.AuthorizationAddressAsync(settings, attempt, Cancellation);
            var back = await OidcProviderProcess.VisitAsync(address.Value, Cancellation);
            return (await openIdConnect.RedeemAsync(with, of, Query(back)["code"], Cancellation)).Error?.Code;
        }

        (await RedeemAsync(settings, attempt)).ShouldBeNull();
        (await RedeemAsync(settings, attempt with { Nonce = "another nonce" })).ShouldBe("sso_refused");
        (await RedeemAsync(settings, attempt with { CodeVerifier = new string('w', 43) })).ShouldBe("sso_refused");
        (await RedeemAsync(settings with { ClientSecret = "guessed" }, attempt)).ShouldBe("sso_provider_misconfigured");
    }

    [Fact]
    public async Task Start_ForAnOrganizationThatIsNotThereOrHasNoProvider_AnswersTheSame()
    {
        var bare = await api.Installation.AddOrganizationAsync(Cancellation);
        using var client = Client();

        foreach (var slug in (string[])[await SlugAsync(bare), "nobody-here", "%20", "..%2f..", new string('a', 300)])
        {
            using var answer = await client.GetAsync($"/api/v1/auth/oidc/{slug}/start", Cancellation);
            answer.Headers.Location?.ToString().ShouldBe("/sign-in?problem=sso_not_set_up", slug);
        }
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", "sso_provider_unreachable")]
    [InlineData("http://169.254.169.254/latest", "sso_provider_unreachable")]
    [InlineData("https://127.0.0.1", "sso_provider_unreachable")]
    public async Task Start_WithAProviderInsideTheNetwork_GoesNowhere(string issuer, string problem)
    {
        var (_, slug) = await ConfiguredAsync(issuer: issuer);
        using var client = Client();

        using var answer = await client.GetAsync($"/api/v1/auth/oidc/{slug}/start", Cancellation);

        answer.Headers.Location!.ToString().ShouldBe($"/sign-in?problem={problem}");
    }

    [Fact]
    public async Task Start_WhenTheProviderCallsItselfSomethingElse_GoesNowhere()
    {
        var (_, slug) = await ConfiguredAsync(issuer: _provider.Issuer + "/");
        using var client = Client();

        using var answer = await client.GetAsync($"/api/v1/auth/oidc/{slug}/start", Cancellation);

        answer.Headers.Location!.ToString().ShouldBe("/sign-in?problem=sso_provider_misconfigured");
    }

    [Fact]
    public async Task Settings_AreTheOwnersAlone_ShowTheSecretMaskedAndKeepItWhenSentBack()
    {
        var (owner, slug) = await ConfiguredAsync();
        var browser = await Browser.SignedInAsync(api, owner.Email);
        var path = $"organizations/{owner.Id}/identity-provider";
        var shown = await (await browser.GetAsync(path)).ShouldBeAsync(HttpStatusCode.OK);
        var mask = shown.GetProperty("clientSecret").GetString()!;
        mask.ShouldEndWith(OidcProviderProcess.ClientSecret[^4..]);
        mask.ShouldNotContain(OidcProviderProcess.ClientSecret[..8]);

        await (await browser.PutAsync(path, Settings(_provider.Issuer, secret: mask))).ShouldBeAsync(HttpStatusCode.NoContent);

        await _provider.BecomeAsync(new { sub = "dana", email = owner.Email, email_verified = true }, Cancellation);
        await SignInAsync(slug);
        await (await browser.PutAsync(path, Settings("https://login.example.com", secret: mask))).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        var admin = await api.Installation.AddMemberAsync(owner, OrganizationRole.Admin, Cancellation);
        await (await (await Browser.SignedInAsync(api, admin.Email)).GetAsync(path)).ShouldBeProblemAsync(HttpStatusCode.Forbidden, "permission_denied");
        await using var db = api.Installation.OwnerContext(owner);
        var entry = await db.AuditEntries.FirstAsync(row => row.Action == Domain.Auditing.AuditAction.IdentityProviderChanged, Cancellation);
        entry.After!.ShouldContain(_provider.Issuer);
        entry.After!.ShouldNotContain(OidcProviderProcess.ClientSecret);
    }

    [Fact]
    public async Task Provider_WhenRemoved_TakesTheSessionsItVouchedForWithIt()
    {
        var (owner, slug) = await ConfiguredAsync();
        await _provider.BecomeAsync(new { sub = "dana", email = owner.Email, email_verified = true }, Cancellation);
        var vouched = await SignInAsync(slug);
        var browser = await Browser.SignedInAsync(api, owner.Email);

        await (await browser.DeleteAsync($"organizations/{owner.Id}/identity-provider")).ShouldBeAsync(HttpStatusCode.NoContent);

        await (await vouched.GetAsync("me")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        await (await browser.GetAsync("me")).ShouldBeAsync(HttpStatusCode.OK);
        await (await browser.GetAsync($"organizations/{owner.Id}/identity-provider")).ShouldBeProblemAsync(HttpStatusCode.NotFound, "sso_not_set_up");
    }

    [Theory]
    [InlineData("issuer", "ftp://login.example.com")]
    [InlineData("issuer", "login.example.com")]
    [InlineData("issuer", "https://user:pass@login.example.com")]
    [InlineData("allowedDomains", "not a domain")]
    [InlineData("defaultRole", "owner")]
    public async Task Settings_ThatCannotBeMeant_NameTheField(string field, string value)
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var browser = await Browser.SignedInAsync(api, owner.Email);
        var settings = JsonSerializer.SerializeToNode(Settings("https://login.example.com"))!;
        settings[field] = field == "allowedDomains" ? new System.Text.Json.Nodes.JsonArray(value) : value;

        var answer = await browser.PutAsync($"organizations/{owner.Id}/identity-provider", settings);

        (await answer.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "validation_failed")).GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue();
    }

    private static object Settings(string issuer, string? defaultRole = null, string? secret = null) => new
    {
        issuer,
        clientId = OidcProviderProcess.ClientId,
        clientSecret = secret ?? OidcProviderProcess.ClientSecret,
        allowedDomains = new[] { "Example.test" },
        defaultRole,
    };

    private async Task<(TestOrganization Owner, string Slug)> ConfiguredAsync(string? defaultRole = null, string? issuer = null)
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var browser = await Browser.SignedInAsync(api, owner.Email);
        await (await browser.PutAsync($"organizations/{owner.Id}/identity-provider", Settings(issuer ?? _provider.Issuer, defaultRole)))
            .ShouldBeAsync(HttpStatusCode.NoContent);
        return (owner, await SlugAsync(owner));
    }

    private async Task<string> SlugAsync(TestOrganization organization)
    {
        await using var db = api.Installation.OwnerContext(organization);
        return await db.Organizations.Where(row => row.Id == organization.Id).Select(row => row.Slug).SingleAsync(Cancellation);
    }

    private HttpClient Client(WebApplicationFactory<Program>? host = null) => (host ?? _host).CreateClient(
        new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = false });

    private async Task<Browser> SignInAsync(string slug)
    {
        var (response, _) = await ThroughAsync(slug);
        var cookie = response.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("callscript_refresh=", StringComparison.Ordinal));
        cookie.ShouldContain("samesite=strict", Case.Insensitive);
        cookie.ShouldContain("httponly", Case.Insensitive);
        return await Browser.WithCookieAsync(Client(), cookie.Split(';')[0]);
    }

    private async Task<(HttpResponseMessage Response, string Target)> ThroughAsync(
        string slug, string? returnTo = null, WebApplicationFactory<Program>? host = null)
    {
        var client = Client(host);
        var (cookie, address) = await StartAsync(client, slug, returnTo);
        var response = await BackAsync(client, await OidcProviderProcess.VisitAsync(address, Cancellation), cookie);
        return (response, response.Headers.Location!.ToString());
    }

    private static async Task<(string Cookie, Uri Address)> StartAsync(HttpClient client, string slug, string? returnTo = null)
    {
        var query = returnTo is null ? "" : $"?returnTo={Uri.EscapeDataString(returnTo)}";
        using var started = await client.GetAsync($"/api/v1/auth/oidc/{slug}/start{query}", Cancellation);
        started.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var cookie = started.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem(started.Headers.Location!.ToString());
        cookie.ShouldContain("samesite=lax", Case.Insensitive);
        cookie.ShouldContain("httponly", Case.Insensitive);
        return (cookie.Split(';')[0], started.Headers.Location!);
    }

    private static async Task<HttpResponseMessage> BackAsync(HttpClient client, Uri back, string? cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, back.PathAndQuery);
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        var response = await client.SendAsync(request, Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return response;
    }

    private static Dictionary<string, string> Query(Uri address) => address.Query.TrimStart('?').Split('&')
        .Select(pair => pair.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
}
