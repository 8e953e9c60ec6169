using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CallScript.Domain.Accounts;
using CallScript.TestKit.Hosting;

namespace CallScript.Api.Tests.Accounts;

/// <summary>A browser as the user interface drives it: an access token in memory, the refresh cookie, the header.</summary>
internal sealed class Browser(HttpClient client)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public string? Cookie { get; private set; }

    public string? Token { get; private set; }

    public static async Task<Browser> SignedInAsync(ApiFixture api, string email, string password = TestInstallation.Password)
    {
        var browser = new Browser(api.Anonymous());
        await (await browser.SignInAsync(email, password)).ShouldBeAsync(HttpStatusCode.OK);
        return browser;
    }

    /// <summary>A browser that already has the refresh cookie, as after a sign-in through a provider.</summary>
    public static async Task<Browser> WithCookieAsync(HttpClient client, string cookie)
    {
        var browser = new Browser(client) { Cookie = cookie };
        await (await browser.RefreshAsync()).ShouldBeAsync(HttpStatusCode.OK);
        return browser;
    }

    public Task<HttpResponseMessage> SignInAsync(string email, string password) => PostAsync("auth/sign-in", new { email, password });

    public Task<HttpResponseMessage> RefreshAsync() => PostAsync("auth/refresh", body: null);

    public Task<HttpResponseMessage> ProveAsync(string password = TestInstallation.Password) => PostAsync("account/proof", new { password });

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(HttpMethod.Get, path, body: null);

    public Task<HttpResponseMessage> PostAsync(string path, object? body) => SendAsync(HttpMethod.Post, path, body);

    public Task<HttpResponseMessage> PutAsync(string path, object? body) => SendAsync(HttpMethod.Put, path, body);

    public Task<HttpResponseMessage> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, body: null);

    /// <summary>Turns two-step sign-in on; returns the app's secret and the recovery codes.</summary>
    public async Task<(byte[] Secret, string[] RecoveryCodes)> EnableTwoFactorAsync(DateTimeOffset now)
    {
        var begun = await (await PostAsync("account/two-factor", body: null)).ShouldBeAsync(HttpStatusCode.OK);
        var secret = FromBase32(begun.GetProperty("secret").GetString()!);
        var enabled = await (await PostAsync("account/two-factor/enable", new { code = CodeAt(secret, now) })).ShouldBeAsync(HttpStatusCode.OK);
        return (secret, [.. enabled.GetProperty("recoveryCodes").EnumerateArray().Select(code => code.GetString()!)]);
    }

    public static string CodeAt(byte[] secret, DateTimeOffset now) => Totp.CodeAt(secret, Totp.StepAt(now));

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/{path}");
        request.Headers.Add("X-CallScript-Request", "1");
        request.Content = body is null ? null : JsonContent.Create(body);
        request.Headers.Authorization = Token is null ? null : new AuthenticationHeaderValue("Bearer", Token);
        if (Cookie is not null)
        {
            request.Headers.Add("Cookie", Cookie);
        }

        var response = await client.SendAsync(request, Cancellation);
        if (response.Headers.TryGetValues("Set-Cookie", out var cookies))
        {
            Cookie = cookies.Single().Split(';')[0];
            await response.Content.LoadIntoBufferAsync(Cancellation);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                Token = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("accessToken").GetString();
            }
        }

        return response;
    }

    private static byte[] FromBase32(string text)
    {
        var bits = new StringBuilder();
        foreach (var character in text)
        {
            bits.Append(Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(character, StringComparison.Ordinal), 2).PadLeft(5, '0'));
        }

        return [.. Enumerable.Range(0, bits.Length / 8).Select(index => Convert.ToByte(bits.ToString(index * 8, 8), 2))];
    }
}
