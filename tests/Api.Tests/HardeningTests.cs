using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using CallScript.TestKit.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;

namespace CallScript.Api.Tests;

/// <summary>What the host itself refuses, over real connections to the real server.</summary>
public sealed class HardeningTests : IAsyncLifetime
{
    private const string SignIn = "/api/v1/auth/sign-in";

    private readonly Dictionary<string, string?> _settings = [];
    private TestInstallation _installation = null!;
    private WebApplicationFactory<Program>? _factory;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _installation = await TestInstallation.CreateAsync(cancellationToken: Cancellation);

    public async ValueTask DisposeAsync()
    {
        if (_factory is not null)
        {
            await _factory.DisposeAsync();
        }

        await _installation.DisposeAsync();
    }

    [Fact]
    public async Task EveryAnswer_EvenToAnError_CarriesTheSecurityHeaders()
    {
        using var client = Start();

        foreach (var path in (string[])["/api/v1/me", "/api/v1/nothing", "/swagger/index.html", "/health/live"])
        {
            var answer = await client.GetAsync(path, Cancellation);

            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            policy.ShouldContain("default-src 'self'");
            policy.ShouldNotContain("unsafe");
            answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            answer.Headers.GetValues("Cross-Origin-Resource-Policy").ShouldBe(["same-origin"]);
            answer.Headers.Contains("Server").ShouldBeFalse();

            if (path.StartsWith("/api/", StringComparison.Ordinal))
            {
                answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
            }


            // Plain http: browsers are to ignore it there, and an installation without TLS must stay reachable.
            answer.Headers.Contains("Strict-Transport-Security").ShouldBeFalse();
        }

        var page = await client.GetStringAsync("/swagger/index.html", Cancellation);
        page.ShouldNotMatch("<style|<script(?![^>]*src)|style=");
    }

    [Theory]
    [InlineData("POST", SignIn, "text/plain", HttpStatusCode.UnsupportedMediaType, "media_type_not_supported")]
    [InlineData("POST", SignIn, "application/xml", HttpStatusCode.UnsupportedMediaType, "media_type_not_supported")]
    [InlineData("PUT", SignIn, "application/json", HttpStatusCode.MethodNotAllowed, "method_not_allowed")]
    [InlineData("POST", "/api/v1/nothing", "text/plain", HttpStatusCode.NotFound, "endpoint_not_found")]
    [InlineData("GET", "/api", null, HttpStatusCode.NotFound, "endpoint_not_found")]
    [InlineData("GET", "/api/v1/nothing.json", null, HttpStatusCode.NotFound, "endpoint_not_found")]
    public async Task Request_ThatNoEndpointTakes_IsAProblemThatSaysWhy(
        string method, string path, string? mediaType, HttpStatusCode status, string code)
    {
        WithClient();
        using var client = Start();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = mediaType is null ? null : new StringContent("{}", Encoding.UTF8, mediaType);

        await (await client.SendAsync(request, Cancellation)).ShouldBeProblemAsync(status, code);
    }

    [Theory]
    [InlineData("/o/northline/calls", HttpStatusCode.OK)]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/assets/gone.js", HttpStatusCode.Unauthorized)]
    public async Task Page_OfTheClient_IsServedWhereNoEndpointIs(string path, HttpStatusCode status)
    {
        WithClient();
        using var client = Start();

        var answer = await client.GetAsync(path, Cancellation);

        answer.StatusCode.ShouldBe(status);
        if (status == HttpStatusCode.OK)
        {
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
            (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldBe("<!doctype html>");
        }
    }

    [Fact]
    public async Task TransportSecurity_WhenTheNamedProxySaysHttps_IsAskedFor()
    {
        _settings["Api:KnownProxies:0"] = "127.0.0.0/8";
        using var client = Start();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.Add("X-Forwarded-Proto", "https");

        var answer = await client.SendAsync(request, Cancellation);

        answer.Headers.GetValues("Strict-Transport-Security").Single().ShouldStartWith("max-age=63072000");
    }

    [Theory]
    [InlineData(null, "127.0.0.1")]
    [InlineData("127.0.0.1", "198.51.100.7")]
    public async Task ForwardedAddress_CountsOnlyFromANamedProxy(string? proxy, string expected)
    {
        _settings["Api:KnownProxies:0"] = proxy;
        using var client = Start();
        var organization = await _installation.AddOrganizationAsync(Cancellation);
        var viewer = await _installation.AddMemberAsync(organization, Domain.Organizations.OrganizationRole.Viewer, Cancellation);
        await SignInAsync(client, viewer.Email);
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.7");

        (await client.GetAsync($"/api/v1/organizations/{organization.Id}/audit-log", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        var entries = await _installation.SendAsync(
            organization,
            new Application.Auditing.ListAuditEntries(Domain.Auditing.AuditAction.PermissionRefused, null, null, null, null, null, null),
            Cancellation);
        entries.Value.Items.Single().IpAddress.ShouldBe(expected);
    }

    [Fact]
    public async Task OtherSites_MayNotCall_UnlessTheyAreNamed()
    {
        using var client = Start();
        (await PreflightAsync(client)).Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
        await _factory!.DisposeAsync();

        _settings["Api:AllowedOrigins:0"] = "https://reports.example";
        using var open = Start();
        var answer = await PreflightAsync(open);
        answer.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["https://reports.example"]);
        answer.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
    }

    [Fact]
    public async Task Body_OverTheLimit_IsRefusedBeforeItIsRead()
    {
        using var client = Start();
        using var body = new StringContent($$"""{"email":"a@example.test","password":"{{new string('x', 300_000)}}"}""", Encoding.UTF8, "application/json");

        await (await client.PostAsync(SignIn, body, Cancellation))
            .ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge, "request_too_large");
    }

    [Theory]
    [InlineData(100, 10, 431)]
    [InlineData(2, 40_000, 431)]
    public async Task Headers_TooManyOrTooLong_AreRefused(int count, int length, int status)
    {
        using var client = Start();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        for (var i = 0; i < count; i++)
        {
            request.Headers.Add($"X-Filler-{i}", new string('x', length));
        }

        ((int)(await client.SendAsync(request, Cancellation)).StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task Garbage_InsteadOfHttp_IsAnsweredAndTheServerLivesOn()
    {
        using var client = Start();
        using var socket = new TcpClient(client.BaseAddress!.Host, client.BaseAddress.Port);
        await socket.GetStream().WriteAsync("\0\x1\x2 nonsense\r\n\r\n"u8.ToArray(), Cancellation);
        using var reader = new StreamReader(socket.GetStream());

        (await reader.ReadToEndAsync(Cancellation)).ShouldStartWith("HTTP/1.1 400");
        (await client.GetAsync("/health/live", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Passwords_TriedTooOftenFromOneAddress_HaveToWait()
    {
        _settings["RateLimits:CredentialsPerMinute"] = "3";
        using var client = Start();
        for (var i = 0; i < 3; i++)
        {
            (await client.PostAsJsonAsync(SignIn, new { email = $"{i}@example.test", password = "wrong password" }, Cancellation))
                .StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        var refused = await client.PostAsJsonAsync(SignIn, new { email = "x@example.test", password = "wrong password" }, Cancellation);

        await refused.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        (await client.GetAsync("/api/v1/me", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Person_WhoAsksTooOften_DoesNotSlowAnother()
    {
        _settings["RateLimits:PersonPerMinute"] = "4";
        using var busy = Start();
        using var other = new HttpClient { BaseAddress = busy.BaseAddress };
        await SignInAsync(busy, (await _installation.AddOrganizationAsync(Cancellation)).Email);
        await SignInAsync(other, (await _installation.AddOrganizationAsync(Cancellation)).Email);

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 6; i++)
        {
            answers.Add((await busy.GetAsync("/api/v1/me", Cancellation)).StatusCode);
        }

        answers.Count(status => status == HttpStatusCode.OK).ShouldBe(4);
        answers[^1].ShouldBe(HttpStatusCode.TooManyRequests);
        (await other.GetAsync("/api/v1/me", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task SignInAsync(HttpClient client, string email)
    {
        var session = await (await client.PostAsJsonAsync(SignIn, new { email, password = TestInstallation.Password }, Cancellation))
            .ShouldBeAsync(HttpStatusCode.OK);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("accessToken").GetString());
    }

    private static async Task<HttpResponseMessage> PreflightAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/v1/me");
        request.Headers.Add("Origin", "https://reports.example");
        request.Headers.Add("Access-Control-Request-Method", "GET");
        return await client.SendAsync(request, Cancellation);
    }

    private void WithClient()
    {
        var directory = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(_installation.VaultDirectory)!, "client"));
        File.WriteAllText(Path.Combine(directory.FullName, "index.html"), "<!doctype html>");
        _settings["Api:ClientDirectory"] = directory.FullName;
    }

    private HttpClient Start()
    {
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(web =>
        {
            web.UseSetting("urls", "http://127.0.0.1:0");
            web.UseSetting("Logging:LogLevel:Default", "Warning");
            foreach (var (key, value) in _installation.Settings.Concat(_settings).Where(setting => setting.Value is not null))
            {
                web.UseSetting(key, value);
            }

            web.ConfigureTestServices(services => services.HashPasswordsQuickly());
        });
        _factory.UseKestrel();
        _factory.StartServer();
        return new HttpClient { BaseAddress = _factory.ClientOptions.BaseAddress };
    }
}
