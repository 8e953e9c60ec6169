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

    [Fact]
    public async Task Document_OfUploads_DescribesTheHeadersOfTus()
    {
        using var client = api.Anonymous();
        var document = JsonDocument.Parse(await client.GetStringAsync("/swagger/v1/swagger.json", TestContext.Current.CancellationToken)).RootElement;
        var uploads = document.GetProperty("paths").EnumerateObject()
            .Where(path => path.Name.Contains("/uploads", StringComparison.Ordinal))
            .SelectMany(path => path.Value.EnumerateObject())
            .ToDictionary(operation => operation.Value.GetProperty("operationId").GetString()!, operation => operation.Value);

        RequestHeaders("CreateUpload").ShouldBe(["Tus-Resumable", "Upload-Length", "Upload-Metadata", "Upload-Checksum"]);
        RequestHeaders("AppendToUpload").ShouldBe(["Tus-Resumable", "Upload-Offset", "Upload-Checksum"]);
        ResponseHeaders("CreateUpload", "201").ShouldBe(["Tus-Resumable", "Location", "Upload-Offset", "Upload-Expires", "Upload-Call-Id"]);
        ResponseHeaders("GetUpload", "200").ShouldContain("Upload-Length");
        ResponseHeaders("DescribeUploads", "204").ShouldContain("Tus-Max-Size");
        ResponseHeaders("AppendToUpload", "409").ShouldBe(["Tus-Resumable"]);
        uploads["AppendToUpload"].GetProperty("requestBody").GetProperty("content").TryGetProperty("application/offset+octet-stream", out _)
            .ShouldBeTrue();

        List<string?> RequestHeaders(string operation) =>
        [
            .. uploads[operation].GetProperty("parameters").EnumerateArray()
                .Where(parameter => parameter.GetProperty("in").GetString() == "header")
                .Select(parameter => parameter.GetProperty("name").GetString()),
        ];

        List<string> ResponseHeaders(string operation, string status) =>
        [
            .. uploads[operation].GetProperty("responses").GetProperty(status).GetProperty("headers").EnumerateObject().Select(header => header.Name),
        ];
    }

    private static string Normalize(string json) => json.ReplaceLineEndings("\n").TrimEnd() + "\n";
}
