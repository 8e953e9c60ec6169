using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CallScript.Application.Recordings;
using CallScript.Domain.Calls;
using CallScript.Domain.Organizations;
using CallScript.TestKit.Hosting;

namespace CallScript.Api.Tests;

/// <summary>Sensitive acts leave a trace that owners and admins can read.</summary>
public sealed class AuditTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refusal_OfAMember_IsKeptWithWhoAndWhence()
    {
        var organization = await api.Installation.AddOrganizationAsync(Cancellation);
        var viewer = await api.Installation.AddMemberAsync(organization, OrganizationRole.Viewer, Cancellation);
        var client = await api.SignedInAsync(viewer);
        client.DefaultRequestHeaders.UserAgent.ParseAdd("Nosy/1.0");
        var path = $"/api/v1/organizations/{organization.Id}/audit-log";

        await (await client.GetAsync(path, Cancellation)).ShouldBeProblemAsync(HttpStatusCode.Forbidden, "permission_denied");

        var entry = (await ListAsync(organization, "?action=permission_refused")).Single();
        entry.GetProperty("actor").GetProperty("id").GetGuid().ShouldBe(viewer.UserId.Value);
        entry.GetProperty("subjectId").GetString().ShouldBe("ListAuditEntries");
        entry.GetProperty("userAgent").GetString().ShouldBe("Nosy/1.0");
        entry.GetProperty("requestId").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Playback_InManyRanges_IsKeptOnce()
    {
        var organization = await api.Installation.AddOrganizationAsync(Cancellation);
        using var audio = new MemoryStream([.. "RIFF"u8, 0, 0, 0, 0, .. "WAVEfmt "u8, .. new byte[400]]);
        var imported = await api.Installation.SendAsync(
            organization, new ImportRecording(audio, "call.wav", null, null, null, null, null), Cancellation);
        var client = await api.SignedInAsync(organization);
        var path = $"/api/v1/organizations/{organization.Id}/calls/{imported.Value.Id}/audio-link";
        var link = await (await client.PostAsync(path, content: null, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        using var player = api.Anonymous();

        foreach (var start in (long[])[0, 100, 200])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, link.GetProperty("url").GetString());
            request.Headers.Range = new RangeHeaderValue(start, null);
            (await player.SendAsync(request, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        }

        var entry = (await ListAsync(organization, "?action=recording_played")).Single();
        entry.GetProperty("subjectId").GetGuid().ShouldBe(imported.Value.Id);
        entry.GetProperty("actor").GetProperty("id").GetGuid().ShouldBe(organization.UserId.Value);
        (await ListAsync(organization, $"?subjectType=call&subjectId={imported.Value.Id}")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Decision_OverACall_IsKeptWithWhatWasBefore()
    {
        var organization = await api.Installation.AddOrganizationAsync(Cancellation);
        CallId call;
        await using (var db = api.Installation.OwnerContext(organization))
        {
            call = CallBuilder.AddFlagged(db, organization.Id).Id;
            await db.SaveChangesAsync(Cancellation);
        }

        var client = await api.SignedInAsync(organization);
        var answer = await client.PostAsJsonAsync(
            $"/api/v1/organizations/{organization.Id}/calls/{call}/mark-safe", new { note = "a joke" }, Cancellation);
        await answer.ShouldBeAsync(HttpStatusCode.OK);

        var entry = (await ListAsync(organization, "?action=review_decided")).Single();
        entry.GetProperty("before").GetProperty("reviewState").GetString().ShouldBe("open");
        entry.GetProperty("after").GetProperty("reviewState").GetString().ShouldBe("safe");
    }

    [Fact]
    public async Task Verification_OfAnUntouchedLog_NamesItsHead()
    {
        var organization = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.SignedInAsync(organization);
        var path = $"/api/v1/organizations/{organization.Id}/audit-log/verification";

        var report = await (await client.GetAsync(path, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);

        report.GetProperty("broken").ValueKind.ShouldBe(JsonValueKind.Null);
        var noted = $"?sequence={report.GetProperty("sequence")}&digest={report.GetProperty("digest")}";
        (await (await client.GetAsync(path + noted, Cancellation)).ShouldBeAsync(HttpStatusCode.OK))
            .GetProperty("broken").ValueKind.ShouldBe(JsonValueKind.Null);
        await (await client.GetAsync(path + "?sequence=1", Cancellation)).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    private async Task<List<JsonElement>> ListAsync(TestOrganization organization, string query)
    {
        var client = await api.SignedInAsync(organization);
        var page = await client.GetAsync($"/api/v1/organizations/{organization.Id}/audit-log{query}", Cancellation);
        return [.. (await page.ShouldBeAsync(HttpStatusCode.OK)).GetProperty("items").EnumerateArray()];
    }
}
