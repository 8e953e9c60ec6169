using System.Net;
using System.Net.Http.Json;
using CallScript.TestKit.Hosting;

namespace CallScript.Api.Tests;

/// <summary>Retention, holds and erasures over HTTP; what they remove is tested with the workers.</summary>
public sealed class PrivacyTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Retention_WhenSet_IsKeptAndAudited()
    {
        var (organization, client, path) = await OwnerAsync();

        await (await client.PutAsJsonAsync($"{path}/retention", new { recordingDays = 0 }, Cancellation))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        await (await client.PutAsJsonAsync($"{path}/retention", new { recordingDays = 90, callDays = 365 }, Cancellation))
            .ShouldBeAsync(HttpStatusCode.OK);

        var kept = await (await client.GetAsync($"{path}/retention", Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        kept.GetProperty("recordingDays").GetInt32().ShouldBe(90);
        kept.GetProperty("transcriptDays").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        var audit = await (await client.GetAsync($"/api/v1/organizations/{organization.Id}/audit-log", Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        audit.GetRawText().ShouldContain("retention_changed");
    }

    [Fact]
    public async Task Hold_OnACall_ShowsOnItAndStopsAnErasure()
    {
        var (organization, client, path) = await OwnerAsync();
        var keys = await api.Installation.CallerKeysAsync(organization, Cancellation);
        await using var db = api.Installation.OwnerContext(organization);
        var call = CallBuilder.AddFlaggedFrom(db, organization.Id, keys, "+13125550123", "RGB1");
        await db.SaveChangesAsync(Cancellation);

        var hold = await (await client.PostAsJsonAsync(
            $"{path}/holds", new { scope = "call", callId = call.Id.Value, reason = "Lawsuit" }, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        var detail = await (await client.GetAsync($"/api/v1/organizations/{organization.Id}/calls/{call.Id}", Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        detail.GetProperty("isHeld").GetBoolean().ShouldBeTrue();

        var erasure = await (await client.PostAsJsonAsync(
            $"{path}/erasures", new { callerNumber = "312 555 0123", deletesCalls = true }, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        erasure.GetProperty("found").GetProperty("calls").GetInt32().ShouldBe(1);
        var confirm = $"{path}/erasures/{erasure.GetProperty("id").GetGuid()}/confirm";
        await (await client.PostAsync(confirm, null, Cancellation)).ShouldBeProblemAsync(HttpStatusCode.Conflict, "legal_hold");
        await (await client.PostAsync($"{path}/holds/{hold.GetProperty("id").GetGuid()}/lift", null, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        await (await client.PostAsync(confirm, null, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        await (await client.PostAsync(confirm, null, Cancellation)).ShouldBeProblemAsync(HttpStatusCode.Conflict, "erasure_confirmed_already");
    }

    [Fact]
    public async Task Hold_OnAnotherOrganizationsCall_DoesNotExist()
    {
        var (_, client, path) = await OwnerAsync();
        var theirs = await api.Installation.AddOrganizationAsync(Cancellation);
        await using var db = api.Installation.OwnerContext(theirs);
        var call = CallBuilder.AddFlagged(db, theirs.Id);
        await db.SaveChangesAsync(Cancellation);

        await (await client.PostAsJsonAsync($"{path}/holds", new { scope = "call", callId = call.Id.Value, reason = "Lawsuit" }, Cancellation))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "call_not_found");
    }

    private async Task<(TestOrganization Organization, HttpClient Client, string Path)> OwnerAsync()
    {
        var organization = await api.Installation.AddOrganizationAsync(Cancellation);
        return (organization, await api.SignedInAsync(organization), $"/api/v1/organizations/{organization.Id}/privacy");
    }
}
