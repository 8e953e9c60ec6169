using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallScript.TestKit;
using CallScript.TestKit.Hosting;

namespace CallScript.Api.Tests;

/// <summary>
/// Whatever a caller sends, the answer is one that the API means: requests are made from the committed API document and
/// then spoiled in every part. No answer may be a 500, and every refusal is a problem document with a code.
/// </summary>
public sealed class MutatedRequestTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const int RequestsPerOperation = 24;

    private static readonly string[] NastyTexts =
    [
        "", " ", "\0", "a\0b", "\ud83d\ude00", "'; drop table calls; --", "%00", "../../etc/passwd", "${jndi:ldap://x}", "<script>alert(1)</script>",
        "\u202e", "-1", "0", "1e309", "9223372036854775808", "NaN", "null", "true", "[]", "{}", "2026-02-30T00:00:00Z", "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.9999999Z", "00000000-0000-0000-0000-000000000000", "\\", "%", "_", new string('x', 3_000),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Operations()
    {
        var operations = new TheoryData<string>();
        foreach (var (name, _, _, _) in Document())
        {
            operations.Add(name);
        }

        return operations;
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Operation_GivenSpoiledRequests_NeverFailsInside(string name)
    {
        var (_, method, path, operation) = Document().Single(found => found.Name == name);
        var organization = await api.Installation.AddOrganizationAsync(Cancellation);
        using var client = await api.SignedInAsync(organization);
        var random = new Random(name.Aggregate(17, (seed, letter) => unchecked((seed * 31) + letter)));

        for (var i = 0; i < RequestsPerOperation; i++)
        {
            using var request = Spoiled(random, method, path, operation, organization);
            var sent = $"{request.Method} {request.RequestUri} {(request.Content is null ? "" : await request.Content.ReadAsStringAsync(Cancellation))}";

            var answer = await client.SendAsync(request, Cancellation);

            var body = await answer.Content.ReadAsStringAsync(Cancellation);
            ((int)answer.StatusCode).ShouldBeLessThan(500, $"{sent}\n{body}");
            if ((int)answer.StatusCode >= 400)
            {
                answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", $"{sent}\n{body}");
                if (request.Method == HttpMethod.Head)
                {
                    continue;
                }

                JsonDocument.Parse(body).RootElement.GetProperty("code").GetString().ShouldNotBeNullOrEmpty(sent);
            }
        }
    }

    private static HttpRequestMessage Spoiled(
        Random random, string method, string path, JsonElement operation, TestOrganization organization)
    {
        var query = new List<string>();
        var headers = new Dictionary<string, string> { ["Tus-Resumable"] = "1.0.0" };
        foreach (var parameter in operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : default)
        {
            var parameterName = parameter.GetProperty("name").GetString()!;
            var value = parameterName == "organizationId" && Chance(random, 0.9)
                ? organization.Id.ToString()
                : ValueText(random, Resolve(parameter.GetProperty("schema")));
            if (parameter.GetProperty("in").GetString() == "path")
            {
                // An empty segment would name another operation, and NUL in a path is refused before any code of ours.
                var segment = value.Replace("\0", "", StringComparison.Ordinal);
                path = path.Replace($"{{{parameterName}}}", Uri.EscapeDataString(segment.Length == 0 ? "-" : segment), StringComparison.Ordinal);
            }
            else if (Chance(random, 0.5) && parameter.GetProperty("in").GetString() == "header")
            {
                headers[parameterName] = string.Concat(value.Where(letter => letter is >= ' ' and <= '~'));
            }
            else if (Chance(random, 0.5))
            {
                query.Add($"{parameterName}={Uri.EscapeDataString(value)}");
            }
        }

        var request = new HttpRequestMessage(new HttpMethod(method), path + (query.Count > 0 ? "?" + string.Join('&', query) : ""));
        foreach (var (headerName, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(headerName, value);
        }

        if (operation.TryGetProperty("requestBody", out var requestBody))
        {
            request.Content = Body(random, requestBody.GetProperty("content"));
        }

        return request;
    }

    private static HttpContent Body(Random random, JsonElement content)
    {
        if (content.TryGetProperty("multipart/form-data", out var form))
        {
            var parts = new MultipartFormDataContent();
            foreach (var property in Resolve(form.GetProperty("schema")).GetProperty("properties").EnumerateObject().Where(_ => Chance(random, 0.8)))
            {
                if (Resolve(property.Value).TryGetProperty("format", out var format) && format.GetString() == "binary")
                {
                    parts.Add(new ByteArrayContent(Bytes(random)), property.Name, Pick(random, ["a.wav", "..", "a\u0001b", new string('x', 400)]));
                }
                else
                {
                    parts.Add(new StringContent(ValueText(random, Resolve(property.Value))), property.Name);
                }
            }

            return parts;
        }

        if (!content.TryGetProperty("application/json", out var document))
        {
            var piece = new ByteArrayContent(Bytes(random));
            piece.Headers.ContentType = new(Pick(random, [content.EnumerateObject().First().Name, "application/json"]));
            return piece;
        }

        var json = Value(random, Resolve(document.GetProperty("schema")), depth: 0)?.ToJsonString() ?? "null";
        return random.Next(10) switch
        {
            0 => new StringContent(json[..random.Next(json.Length + 1)], Encoding.UTF8, "application/json"),
            1 => new StringContent(json, Encoding.UTF8, Pick(random, ["text/plain", "application/xml", "application/x-www-form-urlencoded"])),
            2 => new StringContent(string.Concat(Enumerable.Repeat("[", 2_000)), Encoding.UTF8, "application/json"),
            _ => new StringContent(json, Encoding.UTF8, "application/json"),
        };
    }

    // A value of the schema's type as often as not, and something else otherwise.
    private static JsonNode? Value(Random random, JsonElement schema, int depth)
    {
        if (depth > 5 || Chance(random, 0.15))
        {
            return random.Next(6) switch
            {
                0 => null,
                1 => JsonValue.Create(random.Next()),
                2 => JsonValue.Create(Chance(random, 0.5)),
                3 => new JsonArray(),
                4 => new JsonObject(),
                _ => JsonValue.Create(Pick(random, NastyTexts)),
            };
        }

        var type = schema.TryGetProperty("type", out var named) ? named.GetString() : null;
        if (schema.TryGetProperty("properties", out var properties))
        {
            var result = new JsonObject();
            foreach (var property in properties.EnumerateObject().Where(_ => Chance(random, 0.9)))
            {
                result[property.Name] = Value(random, Resolve(property.Value), depth + 1);
            }

            return result;
        }

        return type switch
        {
            "array" => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, Resolve(schema.GetProperty("items")), depth + 1))]),
            "integer" => JsonValue.Create(Pick(random, [0L, 1L, -1L, int.MaxValue, long.MinValue, random.NextInt64()])),
            "number" => JsonValue.Create(Pick(random, [0m, -0.01m, 79228162514264337593543950335m])),
            "boolean" => JsonValue.Create(Chance(random, 0.5)),
            _ => JsonValue.Create(ValueText(random, schema)),
        };
    }

    private static string ValueText(Random random, JsonElement schema)
    {
        if (Chance(random, 0.4))
        {
            return Pick(random, NastyTexts);
        }

        if (schema.TryGetProperty("enum", out var names))
        {
            return Pick(random, names.EnumerateArray().Select(value => value.ToString()).ToArray());
        }

        var type = schema.TryGetProperty("type", out var named) ? named.GetString() : null;
        var format = schema.TryGetProperty("format", out var kind) ? kind.GetString() : null;
        return (type, format) switch
        {
            (_, "uuid") => Guid.NewGuid().ToString(),
            (_, "date-time") => Pick(random, ["2026-11-01T00:00:00Z", "2026-11-01T00:00:00+14:00", "2026-11-01"]),
            ("integer" or "number", _) => random.Next(-5, 300).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ("boolean", _) => Chance(random, 0.5) ? "true" : "false",
            _ => Pick(random, ["someone@example.test", "+15550100", "a name", "correct horse battery staple", new string([.. Enumerable.Range(0, 20).Select(_ => (char)random.Next(1, 0xD7FF))])]),
        };
    }

    private static bool Chance(Random random, double probability) => random.NextDouble() < probability;

    private static T Pick<T>(Random random, params T[] values) => values[random.Next(values.Length)];

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(2_000)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static IEnumerable<(string Name, string Method, string Path, JsonElement Operation)> Document()
    {
        foreach (var path in Root.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                yield return (operation.Value.GetProperty("operationId").GetString()!, operation.Name.ToUpperInvariant(), path.Name, operation.Value);
            }
        }
    }

    private static JsonElement Resolve(JsonElement schema)
    {
        while (true)
        {
            if (schema.TryGetProperty("$ref", out var reference))
            {
                schema = Root.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
            }
            else if (schema.TryGetProperty("allOf", out var all))
            {
                schema = all[0];
            }
            else
            {
                return schema;
            }
        }
    }

    private static readonly JsonElement Root = JsonDocument.Parse(File.ReadAllText(Repository.PathTo("src", "Api", "openapi", "v1.json"))).RootElement;
}
