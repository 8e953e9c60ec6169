using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CallScript.TestKit.Hosting;

namespace CallScript.Bench.Isolation;

/// <summary>How many requests a second the API answers, over real connections from a few clients at once.</summary>
internal static class Requests
{
    private const int Clients = 4;

    public static async Task<double> SignInsAsync(ApiProcess api, IReadOnlyList<TestOrganization> members, TimeSpan time)
    {
        using var http = new HttpClient { BaseAddress = api.Address };
        return await PerSecondAsync(time, number => SignInAsync(http, members[number % members.Count]));
    }

    /// <summary>A page of one call: the token is checked, the membership read, the tenant set, one row found.</summary>
    public static async Task<(double Signed, double Anonymous)> TokenChecksAsync(
        ApiProcess api, IReadOnlyList<TestOrganization> members, TimeSpan time)
    {
        var clients = new List<(HttpClient Http, TestOrganization Member)>();
        foreach (var member in members.Take(Clients))
        {
            var http = new HttpClient { BaseAddress = api.Address };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await SignInAsync(http, member));
            clients.Add((http, member));
        }

        using var anonymous = new HttpClient { BaseAddress = api.Address };
        var signed = await PerSecondAsync(time, number => GetAsync(
            clients[number % Clients].Http, $"/api/v1/organizations/{clients[number % Clients].Member.Id}/calls?limit=1"));
        var bare = await PerSecondAsync(time, _ => GetAsync(anonymous, "/health/live"));
        clients.ForEach(client => client.Http.Dispose());
        return (signed, bare);
    }

    private static async Task<string> SignInAsync(HttpClient http, TestOrganization member)
    {
        var answer = await http.PostAsJsonAsync("/api/v1/auth/sign-in", new { email = member.Email, password = TestInstallation.Password });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString()!;
    }

    private static async Task GetAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<double> PerSecondAsync(TimeSpan time, Func<int, Task> request)
    {
        await request(0);
        var (started, done, next) = (Stopwatch.GetTimestamp(), 0, 0);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                await request(Interlocked.Increment(ref next));
                Interlocked.Increment(ref done);
            }
        }));
        return done / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
