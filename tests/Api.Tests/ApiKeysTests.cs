using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CallScript.Domain.ApiKeys;
using CallScript.Domain.Auditing;
using CallScript.Domain.Organizations;
using CallScript.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Api.Tests;

public sealed class ApiKeysTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_AKey_ShowsItOnceAndKeepsItsHash()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.SignedInAsync(owner);

        var created = await CreateAsync(client, owner, "calls:read");

        var token = created.GetProperty("token").GetString()!;
        token.ShouldStartWith("cs_live_");
        token.Length.ShouldBe(8 + 43);
        var listed = await (await client.GetAsync(Path(owner), Cancellation)).Content.ReadAsStringAsync(Cancellation);
        listed.ShouldNotContain(token);
        listed.ShouldContain(token[..12]);
        await using var db = api.Installation.OwnerContext(owner);
        (await db.ApiKeys.SingleAsync(Cancellation)).TokenHash.ShouldBe(ApiKey.HashOf(token));
    }

    [Fact]
    public async Task Key_AsBearerOrInItsHeader_ReadsWhatItsScopeAllows()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var token = await TokenAsync(owner, "calls:read");
        var calls = $"/api/v1/organizations/{owner.Id}/calls";
        using var header = api.Anonymous();
        header.DefaultRequestHeaders.Add("X-Api-Key", token);

        await (await Bearer(token).GetAsync(calls, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        await (await header.GetAsync(calls, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        var refused = await (await header.GetAsync(Path(owner), Cancellation))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "api_key_scope_missing");
        refused.GetProperty("detail").GetString()!.ShouldContain("admin");
    }

    [Theory]
    [InlineData("GET", "/api/v1/me")]
    [InlineData("POST", "/api/v1/organizations")]
    public async Task Key_OnWhatIsAboutAPerson_IsRefused(string method, string path)
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.WithKeyAsync(owner, ApiKeyScopes.Admin);
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = JsonContent.Create(new { name = "Another" }) };

        await (await client.SendAsync(request, Cancellation)).ShouldBeProblemAsync(HttpStatusCode.Forbidden, "api_key_not_accepted");
    }

    [Theory]
    [InlineData("cs_live_")]
    [InlineData("cs_live_" + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Key_ThatNeverWas_IsRefused(string token)
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);

        await (await Bearer(token).GetAsync($"/api/v1/organizations/{owner.Id}/calls", Cancellation))
            .ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "api_key_invalid");
    }

    [Fact]
    public async Task Key_ThatWasRevokedOrHasExpired_IsRefusedAlike()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.SignedInAsync(owner);
        var calls = $"/api/v1/organizations/{owner.Id}/calls";
        var revoked = await CreateAsync(client, owner, "calls:read");
        var expired = await CreateAsync(client, owner, "calls:read");
        await (await Bearer(revoked).GetAsync(calls, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);

        await (await client.DeleteAsync($"{Path(owner)}/{IdOf(revoked)}", Cancellation)).ShouldBeAsync(HttpStatusCode.NoContent);
        await (await Bearer(revoked).GetAsync(calls, Cancellation)).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "api_key_invalid");

        api.Clock.Advance(TimeSpan.FromDays(30));
        await (await Bearer(expired).GetAsync(calls, Cancellation)).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "api_key_invalid");
    }

    [Fact]
    public async Task Rotate_AKey_LetsBothWorkForTheOverlap()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.SignedInAsync(owner);
        var calls = $"/api/v1/organizations/{owner.Id}/calls";
        var old = await CreateAsync(client, owner, "calls:read");

        var fresh = await (await RotateAsync(client, owner, old, overlapHours: 2)).ShouldBeAsync(HttpStatusCode.OK);

        await (await Bearer(old).GetAsync(calls, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        await (await Bearer(fresh).GetAsync(calls, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        await (await RotateAsync(client, owner, old, overlapHours: 2)).ShouldBeProblemAsync(HttpStatusCode.Conflict, "api_key_already_rotated");
        api.Clock.Advance(TimeSpan.FromHours(2));
        await (await Bearer(old).GetAsync(calls, Cancellation)).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "api_key_invalid");
        await (await Bearer(fresh).GetAsync(calls, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Rotate_TwiceAtOnce_MakesOneSuccessor()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.SignedInAsync(owner);
        var old = await CreateAsync(client, owner, "calls:read");

        var answers = await Task.WhenAll(RotateAsync(client, owner, old, 1), RotateAsync(client, owner, old, 1));

        answers.Select(answer => answer.StatusCode).ShouldBe([HttpStatusCode.OK, HttpStatusCode.Conflict], ignoreOrder: true);
    }

    [Fact]
    public async Task LastUse_OfAKey_IsWrittenDownAtMostOnceAMinute()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = Bearer(await TokenAsync(owner, "calls:read"));
        var calls = $"/api/v1/organizations/{owner.Id}/calls";
        await client.GetAsync(calls, Cancellation);
        var first = await LastUsedAsync(owner);

        api.Clock.Advance(TimeSpan.FromSeconds(59));
        await client.GetAsync(calls, Cancellation);
        (await LastUsedAsync(owner)).ShouldBe(first);

        api.Clock.Advance(TimeSpan.FromSeconds(1));
        await client.GetAsync(calls, Cancellation);
        (await LastUsedAsync(owner)).ShouldBe(first + TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task AdminKey_ManagesKeys_ButActsAsNoOwner()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var admin = await api.Installation.AddMemberAsync(owner, OrganizationRole.Admin, Cancellation);
        var client = await api.WithKeyAsync(owner, ApiKeyScopes.Admin);

        await CreateAsync(client, owner, "calls:read");
        await (await client.DeleteAsync($"/api/v1/organizations/{owner.Id}/members/{admin.UserId}", Cancellation))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "owners_only");
        await (await client.PutAsJsonAsync($"/api/v1/organizations/{owner.Id}/settings/name", new { name = "Renamed" }, Cancellation))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "api_key_scope_missing");
    }

    [Fact]
    public async Task Key_OfAnotherOrganization_CanBeNeitherRotatedNorRevoked()
    {
        var ours = await api.Installation.AddOrganizationAsync(Cancellation);
        var theirs = await api.Installation.AddOrganizationAsync(Cancellation);
        var key = await CreateAsync(await api.SignedInAsync(theirs), theirs, "calls:read");
        var client = await api.SignedInAsync(ours);

        await (await client.DeleteAsync($"{Path(ours)}/{IdOf(key)}", Cancellation)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "api_key_not_found");
        await (await RotateAsync(client, ours, key, 1)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "api_key_not_found");
    }

    [Theory]
    [InlineData("""{"name":"x","scopes":[],"expiresInDays":30}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["calls:everything"],"expiresInDays":30}""", "scopes")]
    [InlineData("""{"name":"x","scopes":[null],"expiresInDays":30}""", "scopes")]
    [InlineData("""{"name":"","scopes":["calls:read"],"expiresInDays":30}""", "name")]
    [InlineData("""{"name":"x","scopes":["calls:read"],"expiresInDays":731}""", "expiresInDays")]
    public async Task Create_WithNonsense_NamesTheField(string body, string field)
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.SignedInAsync(owner);

        var refused = await (await client.PostAsync(Path(owner), new StringContent(body, MediaTypeHeaderValue.Parse("application/json")), Cancellation))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

        refused.GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Review_ByAKey_IsKeptAsTheKeysAndPlaysItsAudioLink()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        Guid call;
        await using (var db = api.Installation.OwnerContext(owner))
        {
            call = CallBuilder.AddFlagged(db, owner.Id).Id.Value;
            await db.SaveChangesAsync(Cancellation);
        }

        var client = await api.WithKeyAsync(owner, "calls:read", "flags:write");
        var path = $"/api/v1/organizations/{owner.Id}/calls/{call}";

        await (await client.PostAsJsonAsync($"{path}/confirm", new { note = "by a program" }, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);

        var detail = await (await client.GetAsync(path, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        detail.GetProperty("reviews")[0].GetProperty("reviewerName").GetString().ShouldBe("API key test");
        var link = await (await client.PostAsync($"{path}/audio-link", null, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        link.GetProperty("url").GetString()!.ShouldContain("listener=key-");
        await using var audit = api.Installation.OwnerContext(owner);
        var entry = await audit.AuditEntries.SingleAsync(row => row.Action == AuditAction.ReviewDecided, Cancellation);
        entry.ActorKind.ShouldBe(AuditActorKind.ApiKey);
        entry.ActorId.ShouldBe((await audit.ApiKeys.SingleAsync(Cancellation)).Id.Value);
    }

    private static string Path(TestOrganization organization) => $"/api/v1/organizations/{organization.Id}/api-keys";

    private static string IdOf(JsonElement created) => created.GetProperty("key").GetProperty("id").GetString()!;

    private static async Task<JsonElement> CreateAsync(HttpClient client, TestOrganization organization, params string[] scopes) =>
        await (await client.PostAsJsonAsync(Path(organization), new { name = "test", scopes, expiresInDays = 30 }, Cancellation))
            .ShouldBeAsync(HttpStatusCode.OK);

    private static Task<HttpResponseMessage> RotateAsync(HttpClient client, TestOrganization organization, JsonElement key, int overlapHours) =>
        client.PostAsJsonAsync($"{Path(organization)}/{IdOf(key)}/rotate", new { overlapHours, expiresInDays = 30 }, Cancellation);

    private async Task<string> TokenAsync(TestOrganization owner, params string[] scopes) =>
        (await CreateAsync(await api.SignedInAsync(owner), owner, scopes)).GetProperty("token").GetString()!;

    private HttpClient Bearer(JsonElement created) => Bearer(created.GetProperty("token").GetString()!);

    private HttpClient Bearer(string token)
    {
        var client = api.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private async Task<DateTimeOffset?> LastUsedAsync(TestOrganization organization)
    {
        await using var db = api.Installation.OwnerContext(organization);
        return (await db.ApiKeys.SingleAsync(Cancellation)).LastUsedAt;
    }
}
