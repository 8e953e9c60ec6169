using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallScript.Domain.Organizations;
using CallScript.Domain.Pipeline;
using CallScript.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Api.Tests;

public sealed class BackfillsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_ASpan_QueuesOneReadAndIsListed()
    {
        var (client, owner) = await ConnectedAsync();

        var started = await (await StartAsync(client, owner)).ShouldBeAsync(HttpStatusCode.OK);

        started.GetProperty("state").GetString().ShouldBe("queued");
        started.GetProperty("progress").GetDouble().ShouldBe(0);
        var id = started.GetProperty("id").GetGuid();
        var listed = await (await client.GetAsync(Path(owner), Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        listed.GetProperty("items").EnumerateArray().Single().GetProperty("id").GetGuid().ShouldBe(id);
        await using var db = api.Installation.OwnerContext(owner);
        (await db.WorkItems.SingleAsync(item => item.Lane == Lane.Backfill, Cancellation)).SubjectId.ShouldBe(id);
        (await db.CallLogReads.SingleAsync(Cancellation)).RequestedBy.ShouldBe(owner.UserId);
    }

    [Fact]
    public async Task Backfill_PausedResumedAndCancelled_IsOverAndAudited()
    {
        var (client, owner) = await ConnectedAsync();
        var id = (await (await StartAsync(client, owner)).ShouldBeAsync(HttpStatusCode.OK)).GetProperty("id").GetGuid();

        (await ChangeAsync("pause")).GetProperty("state").GetString().ShouldBe("paused");
        (await ChangeAsync("resume")).GetProperty("state").GetString().ShouldBe("queued");
        (await ChangeAsync("cancel")).GetProperty("state").GetString().ShouldBe("cancelled");

        await (await client.PostAsync($"{Path(owner)}/{id}/resume", null, Cancellation)).ShouldBeProblemAsync(HttpStatusCode.Conflict, "backfill_over");
        await using var db = api.Installation.OwnerContext(owner);
        (await db.AuditEntries.Where(entry => entry.SubjectType == "backfill").CountAsync(Cancellation)).ShouldBe(4);

        async Task<JsonElement> ChangeAsync(string change) =>
            await (await client.PostAsync($"{Path(owner)}/{id}/{change}", null, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Start_WithoutAnAccountOrWithAWrongSpan_IsRefused()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.SignedInAsync(owner);
        await (await StartAsync(client, owner)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "ringba_not_connected");

        var (other, connected) = await ConnectedAsync();
        var now = api.Clock.GetUtcNow();
        foreach (var span in new[] { (From: now, To: now.AddDays(-1)), (From: now.AddDays(1), To: now.AddDays(2)) })
        {
            await (await other.PostAsJsonAsync(Path(connected), new { from = span.From, to = span.To }, Cancellation))
                .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        }
    }

    [Fact]
    public async Task Start_ByAReviewer_IsRefused()
    {
        var (_, owner) = await ConnectedAsync();
        var reviewer = await api.SignedInAsync(await api.Installation.AddMemberAsync(owner, OrganizationRole.Reviewer, Cancellation));

        (await StartAsync(reviewer, owner)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<(HttpClient Client, TestOrganization Owner)> ConnectedAsync()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.SignedInAsync(owner);
        await (await client.PutAsJsonAsync(
            $"/api/v1/organizations/{owner.Id}/integrations/ringba", new { accountId = api.Ringba.AccountId, token = api.Ringba.Token }, Cancellation))
            .ShouldBeAsync(HttpStatusCode.OK);
        return (client, owner);
    }

    private Task<HttpResponseMessage> StartAsync(HttpClient client, TestOrganization owner) => client.PostAsJsonAsync(
        Path(owner), new { from = api.Clock.GetUtcNow().AddDays(-30), to = api.Clock.GetUtcNow(), dryRun = false }, Cancellation);

    private static string Path(TestOrganization owner) => $"/api/v1/organizations/{owner.Id}/backfills";
}
