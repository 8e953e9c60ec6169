using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallScript.Domain.Auditing;
using CallScript.Domain.Calls;
using CallScript.Domain.Organizations;
using CallScript.Domain.Pipeline;
using CallScript.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Api.Tests;

/// <summary>Another system's way in: made by a person, used by a program that knows the secret, worth nothing to anybody else.</summary>
public sealed class InboundWebhooksTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Delivery_OfOneCall_BecomesACallThatWaitsForItsRecording()
    {
        var (owner, _, webhook) = await CreateAsync();

        var receipt = await (await DeliverAsync(webhook, "msg_1", """
            {"sourceCallId":"C-1","startedAt":"2026-11-01T14:00:00-05:00","durationSeconds":61.5,"callerNumber":"(212) 555-0147",
             "dialedNumber":"+18005550100","campaignId":"42","campaignName":"Medicare Inbound","publisherName":"Acme",
             "buyerName":"Beta","targetName":"Gamma","revenue":30.1250,"payout":12,"currency":"usd",
             "recordingUrl":"https://media.example.com/C-1.mp3"}
            """)).ShouldBeAsync(HttpStatusCode.OK);

        receipt.GetProperty("created").GetInt32().ShouldBe(1);
        await using var db = api.Installation.OwnerContext(owner);
        var call = await db.Calls.SingleAsync(Cancellation);
        call.Source.ShouldBe(CallSource.Webhook);
        call.SourceCallId.ShouldEndWith("/C-1");
        call.StartedAt.ShouldBe(new DateTimeOffset(2026, 11, 1, 19, 0, 0, TimeSpan.Zero));
        (call.DurationSeconds, call.Revenue, call.Payout).ShouldBe((61.5, 30.125m, 12m));
        call.DialedNumber.ShouldBe("+18005550100");
        call.CallerHash.ShouldNotBeNull();
        call.RecordingAddress.ShouldBe(new Uri("https://media.example.com/C-1.mp3"));
        (await db.Campaigns.SingleAsync(Cancellation)).Name.ShouldBe("Medicare Inbound");
        (await db.WorkItems.SingleAsync(Cancellation)).Lane.ShouldBe(Lane.Vault);
    }

    [Fact]
    public async Task Delivery_OfAList_TakesEachCallOnceAndItsNewestReport()
    {
        var (owner, _, webhook) = await CreateAsync();

        await (await DeliverAsync(webhook, "msg_1", $"[{Call("A", revenue: 10)},{Call("B", revenue: 20)}]")).ShouldBeAsync(HttpStatusCode.OK);
        var second = await (await DeliverAsync(webhook, "msg_2", $"[{Call("A", revenue: 10)},{Call("B", revenue: 25)}]"))
            .ShouldBeAsync(HttpStatusCode.OK);

        (second.GetProperty("created").GetInt32(), second.GetProperty("changed").GetInt32(), second.GetProperty("unchanged").GetInt32())
            .ShouldBe((0, 1, 1));
        await using var db = api.Installation.OwnerContext(owner);
        (await db.Calls.SumAsync(call => call.Revenue, Cancellation)).ShouldBe(35m);
        (await db.CallRevisions.SingleAsync(Cancellation)).RevenueBefore.ShouldBe(20m);
    }

    [Fact]
    public async Task Delivery_SentAgain_ChangesNothingThatCameInBetween()
    {
        var (owner, _, webhook) = await CreateAsync();
        await DeliverAsync(webhook, "msg_1", Call("A", revenue: 10));
        await DeliverAsync(webhook, "msg_2", Call("A", revenue: 15));

        api.Clock.Advance(TimeSpan.FromHours(20));
        var again = await (await DeliverAsync(webhook, "msg_1", Call("A", revenue: 10))).ShouldBeAsync(HttpStatusCode.OK);

        again.GetProperty("repeated").GetBoolean().ShouldBeTrue();
        await using var db = api.Installation.OwnerContext(owner);
        (await db.Calls.SingleAsync(Cancellation)).Revenue.ShouldBe(15m);
    }

    [Fact]
    public async Task Delivery_FromTwoSendersThatUseTheSameIds_IsTwoCalls()
    {
        var (owner, client, first) = await CreateAsync();
        var second = await CreateAsync(client, owner);

        await DeliverAsync(first, "msg_1", Call("A", revenue: 1));
        await DeliverAsync(second, "msg_1", Call("A", revenue: 2));

        await using var db = api.Installation.OwnerContext(owner);
        (await db.Calls.CountAsync(Cancellation)).ShouldBe(2);
    }

    [Fact]
    public async Task Delivery_ThatProvesNothing_IsAnsweredTheSameWhateverIsWrong()
    {
        var (owner, client, webhook) = await CreateAsync();
        var (_, _, foreign) = await CreateAsync();
        var revoked = await CreateAsync(client, owner);
        await client.DeleteAsync($"{Path(owner)}/{revoked.Id}", Cancellation);
        var body = Call("A", revenue: 1);
        var answers = new List<string>();

        foreach (var answer in new[]
        {
            await DeliverAsync(webhook with { Secret = foreign.Secret }, "msg_1", body),
            await DeliverAsync(webhook with { Path = $"/api/v1/ingest/webhooks/{Guid.CreateVersion7()}" }, "msg_1", body),
            await DeliverAsync(webhook with { Path = "/api/v1/ingest/webhooks/anything" }, "msg_1", body),
            await DeliverAsync(revoked, "msg_1", body),
            await DeliverAsync(webhook, "msg_1", body, signature: "v1,AAAA v2,BBBB nothing"),
            await DeliverAsync(webhook, "msg_1", body, signature: null),
            await DeliverAsync(webhook, "msg_1", body, alteredBody: Call("A", revenue: 1_000)),
            await DeliverAsync(webhook, "msg_1", body, timestamp: "soon"),
        })
        {
            await answer.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "delivery_refused");
            answers.Add(await answer.Content.ReadAsStringAsync(Cancellation));
        }

        answers.Select(text => JsonDocument.Parse(text).RootElement.GetProperty("detail").GetString()).Distinct().Count().ShouldBe(1);
        await using var db = api.Installation.OwnerContext(owner);
        (await db.Calls.CountAsync(Cancellation)).ShouldBe(0);
    }

    [Theory]
    [InlineData(-301)]
    [InlineData(301)]
    public async Task Delivery_SignedAtAnotherTime_IsRefusedByName(int seconds)
    {
        var (_, _, webhook) = await CreateAsync();
        var time = api.Clock.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

        await (await DeliverAsync(webhook, "msg_1", Call("A", 1), timestamp: time))
            .ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "delivery_too_old");
    }

    [Fact]
    public void Signature_OfTheSpecificationsExample_IsTheOneThatItGives()
    {
        // The example of the Standard Webhooks specification, so that we agree with others and not with ourselves.
        var signature = Sign(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", """{"test": 2432232314}""");

        signature.ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    [Theory]
    [InlineData("""{"sourceCallId":"A"}""", "calls[0].startedAt")]
    [InlineData("""{"startedAt":"2026-11-01T00:00:00Z"}""", "calls[0].sourceCallId")]
    [InlineData("""[{"sourceCallId":"A","startedAt":"2126-11-01T00:00:00Z"}]""", "calls[0].startedAt")]
    [InlineData("""{"sourceCallId":"A","startedAt":"2026-11-01T00:00:00Z","durationSeconds":-5}""", "calls[0].durationSeconds")]
    [InlineData("""{"sourceCallId":"A","startedAt":"2026-11-01T00:00:00Z","revenue":0.00001}""", "calls[0].revenue")]
    [InlineData("""{"sourceCallId":"A","startedAt":"2026-11-01T00:00:00Z","payout":1e12}""", "calls[0].payout")]
    [InlineData("""{"sourceCallId":"A","startedAt":"2026-11-01T00:00:00Z","currency":"EUR"}""", "calls[0].currency")]
    [InlineData("""{"sourceCallId":"A","startedAt":"2026-11-01T00:00:00Z","recordingUrl":"file:///etc/passwd"}""", "calls[0].recordingUrl")]
    [InlineData("""{"sourceCallId":"A","startedAt":"2026-11-01T00:00:00Z","recordingUrl":"https://u:p@example.com/"}""", "calls[0].recordingUrl")]
    [InlineData("""{"sourceCallId":"A\u0000","startedAt":"2026-11-01T00:00:00Z"}""", "calls[0].sourceCallId")]
    [InlineData("[]", "calls")]
    [InlineData("[null]", "calls[0]")]
    [InlineData("null", "calls[0]")]
    [InlineData("", "body")]
    [InlineData("<call/>", "body")]
    public async Task Delivery_ThatMakesNoSense_NamesTheField(string body, string field)
    {
        var (owner, client, webhook) = await CreateAsync();

        var refused = await (await DeliverAsync(webhook, "msg_1", body)).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

        refused.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe([field]);
        var listed = await (await client.GetAsync(Path(owner), Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        listed.GetProperty("items")[0].GetProperty("lastRefusal").GetString().ShouldBe("validation_failed");
        (await (await DeliverAsync(webhook, "msg_1", Call("A", 1))).ShouldBeAsync(HttpStatusCode.OK))
            .GetProperty("created").GetInt32().ShouldBe(1, "a refused delivery does not use up its id");
    }

    [Fact]
    public async Task Delivery_LargerThanTheLimit_IsNotRead()
    {
        var (_, _, webhook) = await CreateAsync();

        await (await DeliverAsync(webhook, "msg_1", new string(' ', 1_000_001)))
            .ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge, "request_too_large");
    }

    [Fact]
    public async Task Rotate_ASecret_LetsBothWorkForTheOverlap()
    {
        var (owner, client, webhook) = await CreateAsync();

        var rotated = await (await client.PostAsJsonAsync($"{Path(owner)}/{webhook.Id}/rotate", new { overlapHours = 2 }, Cancellation))
            .ShouldBeAsync(HttpStatusCode.OK);
        var renewed = webhook with { Secret = rotated.GetProperty("secret").GetString()! };

        await (await DeliverAsync(webhook, "msg_1", Call("A", 1))).ShouldBeAsync(HttpStatusCode.OK);
        await (await DeliverAsync(renewed, "msg_2", Call("A", 1))).ShouldBeAsync(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromHours(2));
        await (await DeliverAsync(webhook, "msg_3", Call("A", 1))).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "delivery_refused");
        await (await DeliverAsync(renewed, "msg_4", Call("A", 1))).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Webhook_FromMakingToRevoking_ShowsItsSecretOnceAndIsAudited()
    {
        var (owner, client, webhook) = await CreateAsync();
        await DeliverAsync(webhook, "msg_1", Call("A", 1));
        await client.PostAsJsonAsync($"{Path(owner)}/{webhook.Id}/rotate", new { overlapHours = 1 }, Cancellation);

        var listed = await (await client.GetAsync(Path(owner), Cancellation)).Content.ReadAsStringAsync(Cancellation);
        listed.ShouldNotContain("whsec_");
        var item = JsonDocument.Parse(listed).RootElement.GetProperty("items")[0];
        item.GetProperty("status").GetString().ShouldBe("rotating");
        item.GetProperty("lastDeliveryAt").ValueKind.ShouldBe(JsonValueKind.String);
        await (await client.DeleteAsync($"{Path(owner)}/{webhook.Id}", Cancellation)).ShouldBeAsync(HttpStatusCode.NoContent);
        await (await client.DeleteAsync($"{Path(owner)}/{webhook.Id}", Cancellation)).ShouldBeAsync(HttpStatusCode.NoContent);
        await (await client.PostAsJsonAsync($"{Path(owner)}/{webhook.Id}/rotate", new { overlapHours = 1 }, Cancellation))
            .ShouldBeProblemAsync(HttpStatusCode.Conflict, "webhook_revoked");

        await using var db = api.Installation.OwnerContext(owner);
        var entries = await db.AuditEntries.Where(entry => entry.SubjectType == "inbound_webhook").ToListAsync(Cancellation);
        entries.Select(entry => entry.Action).ShouldBe(
            [AuditAction.InboundWebhookCreated, AuditAction.InboundWebhookRotated, AuditAction.InboundWebhookRevoked], ignoreOrder: true);
        entries.ShouldAllBe(entry => !$"{entry.Before}{entry.After}".Contains("whsec_", StringComparison.Ordinal));
        (await db.InboundWebhooks.SingleAsync(Cancellation)).SealedSecret.ShouldNotBe(Encoding.UTF8.GetBytes(webhook.Secret));
    }

    [Fact]
    public async Task Create_InAFormatThatIsNot_NamesTheOnesThatAre()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.SignedInAsync(owner);

        var refused = await (await client.PostAsJsonAsync(Path(owner), new { name = "x", format = "carrier_pigeon" }, Cancellation))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

        refused.GetProperty("errors").GetProperty("format")[0].GetString()!.ShouldContain("standard_webhooks");
    }

    [Fact]
    public async Task Delivery_OfMoreThanTheRateLimit_IsAskedToWait()
    {
        using var client = api.AnonymousWith("RateLimits:SenderPerMinute", "3");
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            answers.Add((await client.PostAsync("/api/v1/ingest/webhooks/x", JsonContent.Create(new { }), Cancellation)).StatusCode);
        }

        answers.ShouldBe(
            [HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests]);
    }

    private static string Path(TestOrganization organization) => $"/api/v1/organizations/{organization.Id}/integrations/webhooks";

    private static string Call(string id, decimal revenue) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"sourceCallId":"{{id}}","startedAt":"2026-11-01T00:00:00Z","durationSeconds":60,"revenue":{{revenue}}}""");

    private static string Sign(string secret, string id, string timestamp, string body) => "v1," + Convert.ToBase64String(HMACSHA256.HashData(
        Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));

    private async Task<(TestOrganization Owner, HttpClient Client, Webhook Webhook)> CreateAsync()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.SignedInAsync(await api.Installation.AddMemberAsync(owner, OrganizationRole.Admin, Cancellation));
        return (owner, client, await CreateAsync(client, owner));
    }

    private static async Task<Webhook> CreateAsync(HttpClient client, TestOrganization owner)
    {
        var created = await (await client.PostAsJsonAsync(Path(owner), new { name = "Dialer" }, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        var item = created.GetProperty("webhook");
        return new Webhook(
            item.GetProperty("id").GetGuid(), item.GetProperty("path").GetString()!, created.GetProperty("secret").GetString()!);
    }

    private async Task<HttpResponseMessage> DeliverAsync(
        Webhook webhook, string id, string body, string? signature = "", string? timestamp = null, string? alteredBody = null)
    {
        timestamp ??= api.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var client = api.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Path)
        {
            Content = new StringContent(alteredBody ?? body, Encoding.UTF8, "application/json"),
        };

        // Who is refused for the length alone must not be still sending when the connection closes.
        request.Headers.ExpectContinue = body.Length > 100_000;
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        if (signature is not null)
        {
            request.Headers.Add("webhook-signature", signature.Length > 0 ? signature : Sign(webhook.Secret, id, timestamp, body));
        }

        return await client.SendAsync(request, Cancellation);
    }

    private sealed record Webhook(Guid Id, string Path, string Secret);
}
