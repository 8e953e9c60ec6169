using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using CallScript.Api.Auth;
using CallScript.Domain.Organizations;
using CallScript.TestKit.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CallScript.Api.Tests;

/// <summary>
/// Two organizations with a row in every table, and a person in each role of the first: whatever endpoint they try with
/// an id of the second, it does not exist for them, and not a byte of the second's rows changes.
/// </summary>
public sealed partial class TenantMatrixTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    // Where ids of each kind lie. A route with another parameter fails the test until its kind is named here.
    private static readonly Dictionary<string, string> Kinds = new()
    {
        ["callId"] = "select id from calls",
        ["campaignId"] = "select id from campaigns",
        ["inviteId"] = "select id from invites",
        ["keyId"] = "select id from api_keys",
        ["userId"] = "select user_id from memberships",
        ["webhookId"] = "select id from inbound_webhooks",
        ["uploadId"] = "select id from recording_uploads",
        ["holdId"] = "select id from legal_holds",
        ["backfillId"] = "select id from call_log_reads",
        ["connectionId"] = "select connection_id from reconciliations",
        ["erasureId"] = "select id from erasures",
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(OrganizationRole.Viewer)]
    [InlineData(OrganizationRole.Reviewer)]
    [InlineData(OrganizationRole.Admin)]
    [InlineData(OrganizationRole.Owner)]
    public async Task EveryEndpoint_WithIdsOfAnotherOrganization_FindsAndChangesNothing(OrganizationRole role)
    {
        var ours = await api.Installation.AddOrganizationAsync(Cancellation);
        var theirs = await api.Installation.AddOrganizationAsync(Cancellation);
        await TenantRows.AddOneOfEachAsync(api.Installation, theirs, Cancellation);
        using var client = await api.SignedInAsync(await api.Installation.AddMemberAsync(ours, role, Cancellation));
        var before = await FingerprintAsync(theirs);
        var tried = 0;

        foreach (var endpoint in Endpoints())
        {
            var name = endpoint.Metadata.GetMetadata<EndpointNameMetadata>()!.EndpointName;
            var allowed = role.Allows(endpoint.Metadata.GetMetadata<PermissionMetadata>()!.Permission);
            var method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0];
            var path = await WithIdsAsync(endpoint.RoutePattern.RawText!, theirs);

            var foreign = await SendAsync(client, method, path.Replace("{organizationId:guid}", theirs.Id.ToString(), StringComparison.Ordinal));
            foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound, $"{role} {name} in their organization");
            tried++;
            if (path == endpoint.RoutePattern.RawText)
            {
                continue;
            }

            var own = await SendAsync(client, method, path.Replace("{organizationId:guid}", ours.Id.ToString(), StringComparison.Ordinal));
            own.StatusCode.ShouldBeOneOf(
                allowed ? [HttpStatusCode.NotFound, HttpStatusCode.BadRequest] : [HttpStatusCode.Forbidden]);
            tried++;
        }

        tried.ShouldBeGreaterThan(40);
        (await FingerprintAsync(theirs)).ShouldBe(before);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { { "Tus-Resumable", "1.0.0" } } };
        if (method is not ("GET" or "HEAD"))
        {
            request.Content = path.EndsWith("/import", StringComparison.Ordinal)
                ? new MultipartFormDataContent { { new ByteArrayContent([1, 2, 3]), "file", "a.wav" } }
                : JsonContent.Create(new { note = "", role = "viewer", vertical = "solar", reason = "ours now", password = TestInstallation.Password });
        }

        return await client.SendAsync(request, Cancellation);
    }

    private async Task<string> WithIdsAsync(string route, TestOrganization organization)
    {
        await using var connection = await OpenAsync();
        foreach (var name in Parameter().Matches(route).Select(match => match.Groups["name"].Value).Where(name => name != "organizationId"))
        {
            Kinds.ShouldContainKey(name, $"{route} names an object of a kind that this test does not know");
            await using var command = new NpgsqlCommand($"{Kinds[name]} where org_id = $1 limit 1", connection);
            command.Parameters.AddWithValue(organization.Id.Value);
            var id = (await command.ExecuteScalarAsync(Cancellation)).ShouldNotBeNull($"the other organization has no {name}");
            route = route.Replace($"{{{name}:guid}}", id.ToString(), StringComparison.Ordinal);
        }

        return route;
    }

    private async Task<IReadOnlyDictionary<string, string>> FingerprintAsync(TestOrganization organization)
    {
        await using var connection = await OpenAsync();
        var tables = new List<string>();
        await using (var command = new NpgsqlCommand(
            "select table_name from information_schema.columns where table_schema = 'public' and column_name = 'org_id' order by 1", connection))
        await using (var reader = await command.ExecuteReaderAsync(Cancellation))
        {
            while (await reader.ReadAsync(Cancellation))
            {
                tables.Add(reader.GetString(0));
            }
        }

        var fingerprints = new Dictionary<string, string>();
        foreach (var table in tables)
        {
            await using var command = new NpgsqlCommand(
                $"select count(*) || ' ' || coalesce(md5(string_agg(row::text, '|' order by row::text)), '') from {table} row where org_id = $1", connection);
            command.Parameters.AddWithValue(organization.Id.Value);
            fingerprints[table] = (string)(await command.ExecuteScalarAsync(Cancellation))!;
        }

        return fingerprints;
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(api.Installation.Database.OwnerConnectionString);
        await connection.OpenAsync(Cancellation);
        return connection;
    }

    private IEnumerable<RouteEndpoint> Endpoints() => api.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.RoutePattern.RawText!.Contains("{organizationId", StringComparison.Ordinal))
        .Where(endpoint => endpoint.Metadata.GetMetadata<PermissionMetadata>() is not null)
        // Whoever has left finds nothing any more, so that comes last.
        .OrderBy(endpoint => endpoint.Metadata.GetMetadata<EndpointNameMetadata>()!.EndpointName == "LeaveOrganization");

    [GeneratedRegex(@"\{(?<name>\w+):guid\}")]
    private static partial Regex Parameter();
}
