using System.Text.Json;
using CallScript.TestKit;

namespace CallScript.Api.Tests;

/// <summary>
/// The committed document is what the API really offers; the client's types are generated from it. After a wanted
/// change run the tests once with <c>UPDATE_OPENAPI=1</c>, then <c>npm run generate</c> in <c>client</c>.
/// </summary>
public sealed class OpenApiTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Document_AsServed_EqualsTheCommittedOne()
    {
        using var client = api.Anonymous();
        var served = await client.GetStringAsync("/swagger/v1/swagger.json", TestContext.Current.CancellationToken);
        var path = Repository.PathTo("src", "Api", "openapi", "v1.json");
        if (Environment.GetEnvironmentVariable("UPDATE_OPENAPI") == "1")
        {
            await File.WriteAllTextAsync(path, Normalize(served), TestContext.Current.CancellationToken);
        }

        Normalize(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ShouldBe(Normalize(served));
    }

    [Fact]
    public async Task Document_EveryOperation_HasANameASummaryAndItsErrors()
    {
        using var client = api.Anonymous();
        var document = JsonDocument.Parse(await client.GetStringAsync("/swagger/v1/swagger.json", TestContext.Current.CancellationToken)).RootElement;

        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (Path: $"{operation.Name} {path.Name}", operation.Value)))
            .ToList();

        operations.Count.ShouldBeGreaterThan(12);
        foreach (var (path, operation) in operations)
        {
            operation.TryGetProperty("operationId", out _).ShouldBeTrue(path);
            operation.TryGetProperty("summary", out _).ShouldBeTrue(path);
            if (path.Contains("{organizationId}", StringComparison.Ordinal))
            {
                operation.GetProperty("responses").TryGetProperty("404", out _).ShouldBeTrue(path);
            }
        }
    }

    private static string Normalize(string json) => json.ReplaceLineEndings("\n").TrimEnd() + "\n";
}
