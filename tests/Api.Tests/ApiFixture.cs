using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CallScript.Application.ApiKeys;
using CallScript.RingbaSimulator;
using CallScript.TestKit;
using CallScript.TestKit.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Api.Tests;

/// <summary>The real API over a fresh installation; one for each test class.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    private WebApplicationFactory<Program> _factory = null!;

    public ManualClock Clock { get; } = new(TimeProvider.System.GetUtcNow());

    public TestInstallation Installation { get; private set; } = null!;

    /// <summary>The Ringba that this installation allows.</summary>
    public RingbaSimulatorServer Ringba { get; private set; } = null!;

    public IServiceProvider Services => _factory.Services;

    public WebApplicationFactory<Program> Factory => _factory;

    public async ValueTask InitializeAsync()
    {
        Installation = await TestInstallation.CreateAsync(Clock, cancellationToken: TestContext.Current.CancellationToken);
        Ringba = await RingbaSimulatorServer.StartAsync(
            new RingbaSimulatorOptions { Clock = Clock }, TestContext.Current.CancellationToken);
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(web =>
        {
            web.UseSetting("urls", "http://127.0.0.1:0");
            web.UseSetting("Logging:LogLevel:Default", "Warning");
            web.UseSetting("Organizations:PeopleMayCreate", "true");
            web.UseSetting("Ringba:Addresses:0", Ringba.ApiAddress.AbsoluteUri);
            web.UseSetting("Outbound:TrustedOrigins:0", Ringba.Address.GetLeftPart(UriPartial.Authority));

            // A test signs in more often in a second than a person in a day; the limits have tests of their own.
            foreach (var limit in (string[])["PersonPerMinute", "ApiKeyPerMinute", "AddressPerMinute", "SenderPerMinute", "CredentialsPerMinute"])
            {
                web.UseSetting($"RateLimits:{limit}", "1000000");
            }

            foreach (var (key, value) in Installation.Settings)
            {
                web.UseSetting(key, value);
            }

            web.ConfigureTestServices(services => services.HashPasswordsQuickly().AddSingleton<TimeProvider>(Clock));
        });
        _factory.UseKestrel();
        _factory.StartServer();
    }

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        await Ringba.DisposeAsync();
        await Installation.DisposeAsync();
    }

    /// <summary>A browser without a session. Cookies are kept by hand, so that tests see them.</summary>
    public HttpClient Anonymous() => new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
    {
        BaseAddress = new Uri(Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()),
    };

    /// <summary>An integrator's program with a new key.</summary>
    public async Task<HttpClient> WithKeyAsync(TestOrganization organization, params string[] scopes)
    {
        var created = await Installation.SendAsync(
            organization, new CreateApiKey("test", scopes, ExpiresInDays: 30), TestContext.Current.CancellationToken);
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", created.Value.Token);
        return client;
    }

    /// <summary>A browser of the same installation with a setting changed.</summary>
    public HttpClient AnonymousWith(string setting, string value) => With(setting, value)
        .CreateClient(new WebApplicationFactoryClientOptions { HandleCookies = false });

    /// <summary>The same installation with a setting changed.</summary>
    public WebApplicationFactory<Program> With(string setting, string value) =>
        _factory.WithWebHostBuilder(web => web.UseSetting(setting, value));

    /// <summary>A member's browser, signed in.</summary>
    public async Task<HttpClient> SignedInAsync(TestOrganization member)
    {
        var client = Anonymous();
        var response = await client.PostAsJsonAsync(
            "/api/v1/auth/sign-in", new { email = member.Email, password = TestInstallation.Password }, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        var session = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("accessToken").GetString());
        return client;
    }
}

internal static class HttpAssertions
{
    /// <summary>Reads the body after checking the status; the body is shown when it differs.</summary>
    public static async Task<JsonElement> ShouldBeAsync(this HttpResponseMessage response, System.Net.HttpStatusCode status)
    {
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(status, body);
        return body.Length == 0 ? default : JsonDocument.Parse(body).RootElement;
    }

    /// <summary>Checks that the answer is a problem document with this code.</summary>
    public static async Task<JsonElement> ShouldBeProblemAsync(this HttpResponseMessage response, System.Net.HttpStatusCode status, string code)
    {
        var problem = await response.ShouldBeAsync(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        if (response.RequestMessage!.Method == HttpMethod.Head)
        {
            // Answers to HEAD have no body.
            return problem;
        }

        problem.GetProperty("code").GetString().ShouldBe(code);
        problem.GetProperty("status").GetInt32().ShouldBe((int)status);
        return problem;
    }
}
