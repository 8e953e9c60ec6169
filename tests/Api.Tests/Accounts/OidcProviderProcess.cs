using System.Diagnostics;
using System.Net.Http.Json;
using CallScript.TestKit;

namespace CallScript.Api.Tests.Accounts;

/// <summary>A real OpenID Connect provider: npm's oidc-provider, run by Node.</summary>
public sealed class OidcProviderProcess : IAsyncDisposable
{
    public const string ClientId = "callscript-tests";
    public const string ClientSecret = "known to both + sides / of it";
    public const string RedirectUri = "http://127.0.0.1:8080/api/v1/auth/oidc/callback";

    private readonly Process _process;
    private readonly HttpClient _control;

    private OidcProviderProcess(Process process, string issuer)
    {
        _process = process;
        Issuer = issuer;
        _control = new HttpClient { BaseAddress = new Uri(issuer) };
    }

    public string Issuer { get; }

    /// <param name="claimsInToken">Whether the identity token names the address, or only the user-info endpoint does.</param>
    /// <param name="authMethod">How the client has to show its secret.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<OidcProviderProcess> StartAsync(
        CancellationToken cancellationToken, bool claimsInToken = true, string authMethod = "client_secret_basic")
    {
        var directory = Repository.PathTo("tests", "OidcProvider");
        Directory.Exists(Path.Combine(directory, "node_modules")).ShouldBeTrue(
            "Run ./callscript test, which installs what tests/OidcProvider needs, or npm ci there.");
        var process = Process.Start(new ProcessStartInfo("node", ["provider.mjs"])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["CLIENT_ID"] = ClientId,
                ["CLIENT_SECRET"] = ClientSecret,
                ["REDIRECT_URI"] = RedirectUri,
                ["CLAIMS_IN_TOKEN"] = claimsInToken ? "1" : "0",
                ["TOKEN_AUTH_METHOD"] = authMethod,
            },
        })!;
        process.BeginErrorReadLine();
        var issuer = await process.StandardOutput.ReadLineAsync(cancellationToken);
        return new OidcProviderProcess(process, issuer.ShouldNotBeNull("the provider did not start"));
    }

    /// <summary>Who signs in there from now on.</summary>
    public async Task BecomeAsync(object person, CancellationToken cancellationToken) =>
        (await _control.PostAsJsonAsync("/control", person, cancellationToken)).EnsureSuccessStatusCode();

    /// <summary>Goes through the provider's pages as a browser does, to the address that leads back.</summary>
    public static async Task<Uri> VisitAsync(Uri address, CancellationToken cancellationToken)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new System.Net.CookieContainer() });
        for (var step = 0; step < 10; step++)
        {
            using var page = await browser.GetAsync(address, cancellationToken);
            page.Headers.Location.ShouldNotBeNull($"{address} answered {(int)page.StatusCode}: {await page.Content.ReadAsStringAsync(cancellationToken)}");
            address = new Uri(address, page.Headers.Location);
            if (address.AbsoluteUri.StartsWith(RedirectUri, StringComparison.Ordinal))
            {
                return address;
            }
        }

        throw new InvalidOperationException("The provider never sent the browser back.");
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
