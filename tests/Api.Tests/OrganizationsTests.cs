using System.Net;
using System.Net.Http.Json;
using CallScript.Domain.Calls;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.TestKit.Hosting;

namespace CallScript.Api.Tests;

public sealed class OrganizationsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_AFurtherOrganization_MakesItsCallerTheOwner()
    {
        var person = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.SignedInAsync(person);

        var started = await (await client.PostAsJsonAsync("/api/v1/organizations", new { name = "  Crème & Sons  " }, Cancellation))
            .ShouldBeAsync(HttpStatusCode.OK);

        started.GetProperty("name").GetString().ShouldBe("Crème & Sons");
        started.GetProperty("slug").GetString()!.ShouldMatch("^cr-me-sons-[0-9a-f]{6}$");
        started.GetProperty("plan").GetString().ShouldBe("trial");
        started.GetProperty("trialEndsAt").GetDateTimeOffset().ShouldBe(started.GetProperty("createdAt").GetDateTimeOffset() + Organization.TrialLength);
        var me = await (await client.GetAsync("/api/v1/me", Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        me.GetProperty("mayCreateOrganization").GetBoolean().ShouldBeTrue();
        me.GetProperty("organizations").EnumerateArray()
            .Single(item => item.GetProperty("id").GetString() == started.GetProperty("id").GetString())
            .GetProperty("permissions").EnumerateArray().Select(item => item.GetString()).ShouldContain("manage_admins");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" x ")]
    [InlineData("a\u0000b")]
    public async Task Start_WithoutARealName_IsRefused(string name)
    {
        var client = await api.SignedInAsync(await api.Installation.AddOrganizationAsync(Cancellation));

        await (await client.PostAsJsonAsync("/api/v1/organizations", new { name }, Cancellation))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task Rename_ByAnOwner_KeepsTheAddress()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.SignedInAsync(owner);
        var path = $"/api/v1/organizations/{owner.Id}/settings";
        var before = await (await client.GetAsync(path, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);

        await (await client.PutAsJsonAsync($"{path}/name", new { name = "Renamed" }, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);

        var after = await (await client.GetAsync(path, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        after.GetProperty("name").GetString().ShouldBe("Renamed");
        after.GetProperty("slug").GetString().ShouldBe(before.GetProperty("slug").GetString());
    }

    [Fact]
    public async Task Verticals_WhenChosen_BoundTheGuessesThatNobodyConfirmed()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var clock = TimeProvider.System;
        CampaignId solar, medicare;
        await using (var db = api.Installation.OwnerContext(owner))
        {
            var campaigns = new[] { "Solar East", "Medicare West" }
                .Select(name => Campaign.Create(owner.Id, clock.NewId<CampaignId>(), CallSource.Ringba, name, name, clock.GetUtcNow()))
                .ToList();
            db.Campaigns.AddRange(campaigns);
            await db.SaveChangesAsync(Cancellation);
            (solar, medicare) = (campaigns[0].Id, campaigns[1].Id);
        }

        var client = await api.SignedInAsync(owner);
        var path = $"/api/v1/organizations/{owner.Id}";
        await (await client.PutAsJsonAsync($"{path}/campaigns/{solar}/vertical", new { vertical = "solar" }, Cancellation))
            .ShouldBeAsync(HttpStatusCode.OK);

        await (await client.PutAsJsonAsync(
            $"{path}/settings/verticals", new { verticals = new[] { "aca", "mva" }, defaultVertical = "aca" }, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);

        var listed = await (await client.GetAsync($"{path}/campaigns", Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        var verticals = listed.GetProperty("items").EnumerateArray().ToDictionary(
            item => item.GetProperty("id").GetString()!, item => item.GetProperty("vertical").GetString());
        verticals[solar.ToString()].ShouldBe("solar");
        verticals[medicare.ToString()].ShouldBe("aca");
        await (await client.PutAsJsonAsync(
            $"{path}/settings/verticals", new { verticals = new[] { "aca" }, defaultVertical = "solar" }, Cancellation))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task Campaign_WhenRemapped_TellsWhatWouldBeJudgedAgainAndQueuesItOnlyWhenAsked()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var campaign = Campaign.Create(
            owner.Id, TimeProvider.System.NewId<CampaignId>(), CallSource.Ringba, "CA1", "Sun", CallBuilder.Noon, Vertical.Solar);
        await using (var db = api.Installation.OwnerContext(owner))
        {
            db.Campaigns.Add(campaign);
            CallBuilder.AddFlagged(db, owner.Id).Join(new CallCampaign(campaign.Id, campaign.Name, campaign.Vertical), CallBuilder.Noon);
            await db.SaveChangesAsync(Cancellation);
        }

        var client = await api.SignedInAsync(owner);
        var path = $"/api/v1/organizations/{owner.Id}/campaigns/{campaign.Id}";
        var (from, to) = (CallBuilder.Noon.AddDays(-1), CallBuilder.Noon.AddDays(1));
        var plan = await (await client.GetAsync($"{path}/rejudgement?vertical=medicare&from={from:yyyy-MM-dd}T00:00:00Z&to={to:yyyy-MM-dd}T00:00:00Z", Cancellation))
            .ShouldBeAsync(HttpStatusCode.OK);
        plan.GetProperty("judged").GetInt32().ShouldBe(1);

        var silent = await (await client.PutAsJsonAsync($"{path}/vertical", new { vertical = "medicare" }, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        silent.GetProperty("rejudgement").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        var asked = await (await client.PutAsJsonAsync($"{path}/vertical", new { vertical = "medicare", rejudge = new { from, to } }, Cancellation))
            .ShouldBeAsync(HttpStatusCode.OK);
        asked.GetProperty("rejudgement").GetProperty("finishedAt").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);

        await (await client.PutAsJsonAsync($"{path}/vertical", new { vertical = "medicare", rejudge = new { from = to, to = from } }, Cancellation))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task Campaign_OfAnotherOrganization_DoesNotExist()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.SignedInAsync(owner);

        await (await client.PutAsJsonAsync(
            $"/api/v1/organizations/{owner.Id}/campaigns/{Guid.CreateVersion7()}/vertical", new { vertical = "solar" }, Cancellation))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "campaign_not_found");
    }
}
