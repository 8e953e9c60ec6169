using System.Net;
using System.Net.Http.Json;
using CallScript.Domain.Organizations;
using CallScript.Domain.Pipeline;
using CallScript.RingbaSimulator;
using CallScript.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Api.Tests;

public sealed class RingbaTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connect_AnAccount_AsksRingbaAndShowsFourCharactersOfTheToken()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.SignedInAsync(owner);

        var saved = await (await SaveAsync(client, owner)).ShouldBeAsync(HttpStatusCode.OK);

        saved.GetProperty("account").GetProperty("name").GetString().ShouldBe($"Account {api.Ringba.AccountId}");
        var status = await GetAsync(client, owner);
        var body = status.GetRawText();
        body.ShouldNotContain(api.Ringba.Token);
        status.GetProperty("connection").GetProperty("maskedToken").GetString().ShouldBe("••••••••" + api.Ringba.Token[^4..]);
        status.GetProperty("connection").GetProperty("readFrom").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        status.GetProperty("addresses")[0].GetString().ShouldBe(api.Ringba.ApiAddress.AbsoluteUri);
    }

    [Fact]
    public async Task Save_WithTheMaskedToken_KeepsTheStoredOne()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.SignedInAsync(owner);
        await (await SaveAsync(client, owner)).ShouldBeAsync(HttpStatusCode.OK);
        var masked = (await GetAsync(client, owner)).GetProperty("connection").GetProperty("maskedToken").GetString();

        await (await SaveAsync(client, owner, token: masked)).ShouldBeAsync(HttpStatusCode.OK);

        await (await client.PostAsJsonAsync($"{Path(owner)}/test", new { accountId = api.Ringba.AccountId }, Cancellation))
            .ShouldBeAsync(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("wrong-token", null, "ringba_bad_token")]
    [InlineData("simulator-token", "RAother", "ringba_no_access")]
    [InlineData("simulator-token", "RAunknown", "ringba_bad_account")]
    public async Task Connect_WhatRingbaRefuses_SaysWhyAndStoresNothing(string token, string? account, string code)
    {
        api.Ringba.Accounts.Add("RAother", "another-token");
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.SignedInAsync(owner);

        await (await SaveAsync(client, owner, account, token)).ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, code);

        (await GetAsync(client, owner)).GetProperty("connection").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task Test_WhenRingbaHangs_GivesUpSoon()
    {
        var (client, owner) = await ConnectedAsync();
        var hang = new HangNext { Route = SimulatedRoute.Accounts };
        api.Ringba.Faults.Add(hang);

        var answer = TestAsync(client, owner);
        await hang.Begun.WaitAsync(Cancellation);
        api.Clock.Advance(TimeSpan.FromSeconds(10));

        await (await answer).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "ringba_unreachable");
    }

    [Theory]
    [InlineData(503, "ringba_unreachable")]
    [InlineData(302, "ringba_bad_answer")]
    [InlineData(429, "ringba_throttled")]
    public async Task Test_WhenRingbaFails_SaysHow(int status, string code)
    {
        var (client, owner) = await ConnectedAsync();
        api.Ringba.Faults.Add(new FailNext { Route = SimulatedRoute.CallLogs, Status = status });

        await (await TestAsync(client, owner)).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, code);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/")]
    [InlineData("https://ringba.example.test/v2/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("no address")]
    public async Task Connect_AtAnAddressThatIsNotAllowed_IsRefusedUnasked(string address)
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.SignedInAsync(owner);
        foreach (var (method, path) in new[] { (HttpMethod.Put, Path(owner)), (HttpMethod.Post, $"{Path(owner)}/test") })
        {
            using var request = new HttpRequestMessage(method, path)
            {
                Content = JsonContent.Create(new { address, accountId = api.Ringba.AccountId, token = api.Ringba.Token }),
            };

            var refused = await (await client.SendAsync(request, Cancellation)).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

            refused.GetProperty("errors").TryGetProperty("address", out _).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Start_Reading_SetsTheCursorAndQueuesOneRead()
    {
        var (client, owner) = await ConnectedAsync();

        await (await client.PostAsJsonAsync($"{Path(owner)}/start", new { days = 30 }, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);

        await (await client.PostAsJsonAsync($"{Path(owner)}/start", new { days = 30 }, Cancellation))
            .ShouldBeProblemAsync(HttpStatusCode.Conflict, "ringba_reading_already");
        await using var db = api.Installation.OwnerContext(owner);
        var connection = await db.RingbaConnections.SingleAsync(Cancellation);
        connection.Cursor.ShouldBe(connection.ReadFrom!.Value);
        (connection.CreatedAt - connection.Cursor).ShouldBe(TimeSpan.FromDays(30), TimeSpan.FromMinutes(1));
        (await db.WorkItems.CountAsync(item => item.Lane == Lane.Ingest, Cancellation)).ShouldBe(1);
    }

    [Fact]
    public async Task Disconnect_TheAccount_ForgetsItAndLetsAnotherBeConnected()
    {
        var (client, owner) = await ConnectedAsync();
        await (await SaveAsync(client, owner, "RAother", "another-token")).ShouldBeProblemAsync(HttpStatusCode.Conflict, "ringba_other_account");

        await (await client.DeleteAsync(Path(owner), Cancellation)).ShouldBeAsync(HttpStatusCode.NoContent);

        await (await client.DeleteAsync(Path(owner), Cancellation)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "ringba_not_connected");
        api.Ringba.Accounts.Add("RAother", "another-token");
        await (await SaveAsync(client, owner, "RAother", "another-token")).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Connection_OfAnotherOrganization_IsNotShownAndNotTouched()
    {
        var (_, theirs) = await ConnectedAsync();
        var ours = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.SignedInAsync(ours);

        (await GetAsync(client, ours)).GetProperty("connection").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        await (await client.DeleteAsync(Path(ours), Cancellation)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "ringba_not_connected");
        await using var db = api.Installation.OwnerContext(theirs);
        (await db.RingbaConnections.CountAsync(Cancellation)).ShouldBe(1);
    }

    [Fact]
    public async Task Pixel_FromIssueToRemoval_AnswersAtOnceWhateverItSays()
    {
        var (client, owner) = await ConnectedAsync();
        var issued = await (await client.PostAsync($"{Path(owner)}/pixel", null, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        var pixel = issued.GetProperty("path").GetString()!;
        using var ringba = api.Anonymous();

        await (await ringba.GetAsync($"{pixel}?callId=[tag:InboundCall:Id]&start=yesterday", Cancellation)).ShouldBeAsync(HttpStatusCode.NoContent);
        await (await ringba.PostAsync(pixel, new StringContent("{not json", System.Text.Encoding.UTF8, "application/json"), Cancellation))
            .ShouldBeAsync(HttpStatusCode.NoContent);
        await (await ringba.PostAsync(pixel, new FormUrlEncodedContent([new("callId", "RGB1")]), Cancellation)).ShouldBeAsync(HttpStatusCode.NoContent);

        var connection = (await GetAsync(client, owner)).GetProperty("connection");
        connection.GetProperty("lastPixelAt").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.String);
        (await client.GetStringAsync(Path(owner), Cancellation)).ShouldNotContain(pixel.Split('/')[^1]);
        await (await client.DeleteAsync($"{Path(owner)}/pixel", Cancellation)).ShouldBeAsync(HttpStatusCode.NoContent);
        await (await client.DeleteAsync($"{Path(owner)}/pixel", Cancellation)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "pixel_not_found");
        await (await ringba.GetAsync(pixel, Cancellation)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "pixel_not_found");
        await (await ringba.GetAsync("/api/v1/ingest/ringba/never-was", Cancellation)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "pixel_not_found");
    }

    private static string Path(TestOrganization organization) => $"/api/v1/organizations/{organization.Id}/integrations/ringba";

    private static async Task<System.Text.Json.JsonElement> GetAsync(HttpClient client, TestOrganization organization) =>
        await (await client.GetAsync(Path(organization), Cancellation)).ShouldBeAsync(HttpStatusCode.OK);

    private async Task<(HttpClient Client, TestOrganization Owner)> ConnectedAsync()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.SignedInAsync(await api.Installation.AddMemberAsync(owner, OrganizationRole.Admin, Cancellation));
        await (await SaveAsync(client, owner)).ShouldBeAsync(HttpStatusCode.OK);
        return (client, owner);
    }

    private Task<HttpResponseMessage> SaveAsync(HttpClient client, TestOrganization organization, string? account = null, string? token = null) =>
        client.PutAsJsonAsync(
            Path(organization), new { accountId = account ?? api.Ringba.AccountId, token = token ?? api.Ringba.Token }, Cancellation);

    private Task<HttpResponseMessage> TestAsync(HttpClient client, TestOrganization organization) =>
        client.PostAsJsonAsync($"{Path(organization)}/test", new { accountId = api.Ringba.AccountId }, Cancellation);
}
