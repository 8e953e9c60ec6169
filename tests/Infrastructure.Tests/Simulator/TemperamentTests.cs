using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallScript.RingbaSimulator;
using CallScript.TestKit;

namespace CallScript.Infrastructure.Tests.Simulator;

/// <summary>That each kind of misbehaviour happens, to whom the seed says and to nobody else.</summary>
public sealed class TemperamentTests : SimulatorTest
{
    private const int Seed = 11;

    private readonly ManualClock _clock = new(Noon.AddDays(1));

    private protected override RingbaSimulatorOptions Options => new() { Clock = _clock, ControlToken = "control" };

    [Fact]
    public async Task Temperament_WithTheSameSeed_MakesTheSameTroubleAgain()
    {
        for (var i = 0; i < 40; i++)
        {
            AddCall(i);
        }

        var temperament = new Temperament { Seed = Seed, ShortPages = 0.5, DoubledRows = 0.3, LateRows = 0.5, AdjustedMoney = 0.5, SlowAnswers = 0 };
        Ringba.Faults.Take(temperament);
        var first = await StatusesAndRowsAsync(10);
        await RestartAsync();
        for (var i = 0; i < 40; i++)
        {
            AddCall(i);
        }

        Ringba.Faults.Take(temperament);
        (await StatusesAndRowsAsync(10)).ShouldBe(first);
        await RestartAsync();
        Ringba.Faults.Take(temperament with { Seed = Seed + 1 });
        (await StatusesAndRowsAsync(10)).ShouldNotBe(first);
    }

    [Fact]
    public async Task ServerErrors_ComeSeveralInARow()
    {
        Ringba.Faults.Take(Calm() with { ServerErrors = 0.3, ServerErrorsInARow = 3 });

        var failed = new List<bool>();
        for (var i = 0; i < 60; i++)
        {
            using var response = await AskAsync();
            failed.Add((int)response.StatusCode >= 500);
        }

        failed.Count(is5xx => is5xx).ShouldBeInRange(6, 40);
        string.Concat(failed.Select(is5xx => is5xx ? 'x' : '.')).ShouldContain("xxx");
    }

    [Fact]
    public async Task Throttles_ComeAsStatusAndAsPayload()
    {
        Ringba.Faults.Take(Calm() with { Throttles = 1 });
        var seen = new HashSet<(HttpStatusCode, bool)>();
        for (var i = 0; i < 40; i++)
        {
            using var response = await AskAsync();
            (await response.Content.ReadAsStringAsync(Cancellation)).ShouldContain("isRateLimited");
            seen.Add((response.StatusCode, response.Headers.RetryAfter is not null));
        }

        seen.ShouldBe([(HttpStatusCode.TooManyRequests, true), (HttpStatusCode.TooManyRequests, false), (HttpStatusCode.OK, false)], ignoreOrder: true);
    }

    [Fact]
    public async Task CutOffs_BreakTheConnection()
    {
        Ringba.Faults.Take(Calm() with { CutOffs = 1 });

        await Should.ThrowAsync<HttpRequestException>(async () => { using var response = await AskAsync(); });
    }

    [Fact]
    public async Task NotJson_AnswersPagesAndHalves()
    {
        Ringba.Faults.Take(Calm() with { NotJson = 1 });
        for (var i = 0; i < 10; i++)
        {
            using var response = await AskAsync();
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            var text = await response.Content.ReadAsStringAsync(Cancellation);
            Should.Throw<JsonException>(() => JsonDocument.Parse(text));
        }
    }

    [Fact]
    public async Task SlowAnswers_ComeInPiecesAndAreRightAllTheSame()
    {
        AddCall(0);
        Ringba.Faults.Add(new SlowAnswers { Seed = Seed, PauseMilliseconds = 1, PieceBytes = 16 });

        (await RowsAsync()).ShouldHaveSingleItem();
        Ringba.Faults.Struck["SlowAnswers"].ShouldBe(1);
    }

    [Fact]
    public async Task LostColumns_AreMissingRenamedOrRefusedFor422()
    {
        Ringba.Faults.Take(Calm() with { LostColumns = 1 });
        var listed = (await Http.GetFromJsonAsync<JsonObject>("calllogs/columns", Cancellation))!["columns"]!.AsArray()
            .Select(column => column!["id"]!.ToString()).ToList();

        listed.ShouldContain("inboundCallId");
        listed.ShouldContain(name => name.EndsWith("V2", StringComparison.Ordinal));
        listed.Count.ShouldBeLessThan(25);
        using var refused = await AskAsync(["inboundCallId", "conversionAmount"]);
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await refused.Content.ReadAsStringAsync(Cancellation)).ShouldContain("conversionAmount");
    }

    [Fact]
    public async Task ShortPages_LoseTheirEnd()
    {
        AddCalls(20);
        Ringba.Faults.Take(Calm() with { ShortPages = 1 });

        (await RowsAsync()).Count.ShouldBeLessThan(20);
    }

    [Fact]
    public async Task PartialMarks_StandOnCompletePages()
    {
        AddCalls(2);
        Ringba.Faults.Take(Calm() with { PartialMarks = 1 });

        var report = (await PostAsync("calllogs", Body()))["report"]!;
        (report["partialResult"]!.GetValue<bool>(), report["records"]!.AsArray().Count).ShouldBe((true, 2));
    }

    [Fact]
    public async Task OddTotals_AreMissingOrWrong()
    {
        AddCalls(2);
        Ringba.Faults.Take(Calm() with { OddTotals = 1 });
        var totals = new HashSet<string?>();
        for (var i = 0; i < 30; i++)
        {
            totals.Add((await PostAsync("calllogs", Body()))["report"]!["totalCount"]?.ToString());
        }

        totals.ShouldBe([null, "0", "1", "500"], ignoreOrder: true);
    }

    [Fact]
    public async Task DoubledRows_ComeTwice()
    {
        AddCalls(2);
        Ringba.Faults.Take(Calm() with { DoubledRows = 1 });

        (await RowsAsync()).GroupBy(Id).ShouldAllBe(rows => rows.Count() == 2);
    }

    [Fact]
    public async Task MovingRows_AreMissedByOneRequestAndMetByAnother()
    {
        AddCalls(20);
        Ringba.Faults.Take(Calm() with { MovingRows = 0.3 });

        var (first, second) = (await RowsAsync(), await RowsAsync());

        first.Count.ShouldBeLessThan(20);
        first.Select(Id).ShouldNotBe(second.Select(Id));
        first.Concat(second).Select(Id).Distinct().Count().ShouldBeGreaterThan(first.Count);
    }

    [Fact]
    public async Task Rows_AsTheirCallsHappen_AppearAndAreLiveUntilTheEnd()
    {
        AddCall((24 * 60) + 10);
        Ringba.Faults.Take(Calm());

        (await RowsAsync()).ShouldBeEmpty();
        _clock.Advance(TimeSpan.FromSeconds(630));
        var live = (await RowsAsync()).ShouldHaveSingleItem();
        (live["isLive"]!.GetValue<bool>(), live["conversionAmount"]).ShouldBe((true, null));
        _clock.Advance(TimeSpan.FromSeconds(31));
        var over = (await RowsAsync()).ShouldHaveSingleItem();
        (over["isLive"]!.GetValue<bool>(), over["conversionAmount"]!.ToString()).ShouldBe((false, "12.5"));
    }

    [Fact]
    public async Task Rows_OfASkewedClock_AreThereBeforeTheirTime()
    {
        AddCall((24 * 60) + 2);
        Ringba.Faults.Take(Calm() with { RowsAheadOfTime = 1 });

        Text((await RowsAsync()).ShouldHaveSingleItem(), "callDt").ShouldBe($"{Noon.AddDays(1).AddMinutes(2).ToUnixTimeMilliseconds()}");
    }

    [Fact]
    public async Task LateRows_AppearWithinTheirHours()
    {
        AddCall(24 * 60);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Ringba.Faults.Take(Calm() with { LateRows = 1, LateRowsUpToHours = 48 });

        (await RowsAsync()).ShouldBeEmpty();
        _clock.Advance(TimeSpan.FromHours(48));
        (await RowsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task AdjustedMoney_IsOtherMoneyUntilThen()
    {
        AddCall(24 * 60);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Ringba.Faults.Take(Calm() with { AdjustedMoney = 1, AdjustedMoneyUpToDays = 14 });

        Text((await RowsAsync()).Single(), "conversionAmount").ShouldNotBe("12.5");
        _clock.Advance(TimeSpan.FromDays(14));
        Text((await RowsAsync()).Single(), "conversionAmount").ShouldBe("12.5");
    }

    [Fact]
    public async Task LateLinks_AppearWithinTheirHours()
    {
        AddCall(24 * 60);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Ringba.Faults.Take(Calm() with { LateLinks = 1, LateLinksUpToHours = 12 });

        Text((await RowsAsync()).Single(), "recordingUrl").ShouldBeNull();
        _clock.Advance(TimeSpan.FromHours(12));
        Text((await RowsAsync()).Single(), "recordingUrl").ShouldNotBeNull();
    }

    [Fact]
    public async Task NoRecordings_NeverHaveALink()
    {
        AddCall(0);
        Ringba.Faults.Take(Calm() with { NoRecordings = 1 });

        Text((await RowsAsync()).Single(), "recordingUrl").ShouldBeNull();
        Ringba.Ledger.Entries.Single().NoRecording.ShouldBe(Withheld.None);
    }

    [Fact]
    public async Task BadRecordings_AreEmptyPagesOrEndlessAndTheLedgerSaysSo()
    {
        AddCalls(12);
        Ringba.Faults.Take(Calm() with { BadRecordings = 1 });

        var reasons = new HashSet<string?>();
        foreach (var entry in Ringba.Ledger.Entries)
        {
            using var response = await FetchAsync(Ringba.Calls.Find(entry.InboundCallId)!);
            await using var content = await response.Content.ReadAsStreamAsync(Cancellation);
            var head = new byte[100_000];
            var count = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, Cancellation);
            count.ShouldBe(entry.NoRecording switch { Withheld.Empty => 0, Withheld.NotAudio => 37, _ => head.Length });
            reasons.Add(entry.NoRecording);
        }

        reasons.ShouldBe([Withheld.Empty, Withheld.NotAudio, Withheld.Endless], ignoreOrder: true);
    }

    [Fact]
    public async Task BrokenAtFirst_ServesFromTheThirdRequestOn()
    {
        AddCalls(20);
        Ringba.Faults.Take(Calm() with { BrokenAtFirst = 1 });
        foreach (var call in Ringba.Calls.All)
        {
            (await BytesAsync(call)).ShouldNotBe([1, 2, 3]);
            (await BytesAsync(call)).ShouldNotBe([1, 2, 3]);
            (await BytesAsync(call)).ShouldBe([1, 2, 3]);
        }
    }

    [Fact]
    public async Task ExpiringLinks_DieAndAreRenewedByTheDetails()
    {
        var call = AddCall(0);
        Ringba.Faults.Take(Calm() with { ExpiringLinks = 1, LinkLifetimeHours = 20 });

        using var dead = await FetchAsync(call);
        ((int)dead.StatusCode).ShouldBeOneOf(403, 404, 410);
        var detail = await PostAsync("calllogs/detail", new() { ["InboundCallIds"] = new JsonArray(call.InboundCallId) });
        var renewed = detail["report"]!["records"]![0]!["events"]!.AsArray().Last()!["recordingUrl"]!.ToString();
        renewed.ShouldNotBe(Ringba.RecordingAddress(call).AbsoluteUri);
        (await Http.GetByteArrayAsync(new Uri(renewed), Cancellation)).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Redirects_LeadToTheBytes()
    {
        var call = AddCall(0);
        Ringba.Faults.Take(Calm() with { Redirects = 1 });

        using var response = await FetchAsync(call);
        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await Http.GetByteArrayAsync(new Uri(Ringba.Address, response.Headers.Location!), Cancellation)).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Recordings_AskedForTheirHead_RefuseWhileRangesWork()
    {
        var call = AddCall(0);
        using var head = await Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, Ringba.RecordingAddress(call)), Cancellation);
        using var ranged = new HttpRequestMessage(HttpMethod.Get, Ringba.RecordingAddress(call)) { Headers = { Range = new RangeHeaderValue(1, 1) } };
        using var part = await Http.SendAsync(ranged, Cancellation);

        head.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await part.Content.ReadAsByteArrayAsync(Cancellation)).ShouldBe([2]);
    }

    [Fact]
    public async Task WrongTypes_AreCalledWhatTheyAreNot()
    {
        var call = AddCall(0);
        Ringba.Faults.Take(Calm() with { WrongTypes = 1 });

        using var response = await FetchAsync(call);
        response.Content.Headers.ContentType!.MediaType.ShouldNotBe("audio/mpeg");
        (await response.Content.ReadAsByteArrayAsync(Cancellation)).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Control_SetsTemperamentTokensAndShowsTheLedger()
    {
        var call = AddCall(0);
        using var control = new HttpClient { BaseAddress = new Uri(Ringba.Address, "control/") };
        control.DefaultRequestHeaders.Add("X-Control-Token", "control");

        (await control.PutAsJsonAsync("temperament", Calm() with { NotJson = 1 }, Cancellation)).EnsureSuccessStatusCode();
        using (var spoilt = await AskAsync())
        {
            (await spoilt.Content.ReadAsStringAsync(Cancellation)).ShouldNotContain("transactionId");
        }

        (await control.GetFromJsonAsync<Dictionary<string, int>>("faults", Cancellation))!["NotJson"].ShouldBe(1);
        (await control.PutAsJsonAsync("temperament", Calm(), Cancellation)).EnsureSuccessStatusCode();
        (await control.DeleteAsync($"accounts/{Ringba.AccountId}/token", Cancellation)).EnsureSuccessStatusCode();
        using (var refused = await AskAsync())
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await control.PutAsJsonAsync($"accounts/{Ringba.AccountId}", new AccountToken(Ringba.Token), Cancellation)).EnsureSuccessStatusCode();
        (await RowsAsync()).ShouldHaveSingleItem();
        var line = (await control.GetStringAsync("ledger", Cancellation)).Trim();
        JsonSerializer.Deserialize<LedgerEntry>(line, JsonSerializerOptions.Web).ShouldBe(new LedgerEntry(
            call.InboundCallId, Ringba.AccountId, call.StartedAt, 60, 12.5m, 4m, "CA1",
            "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81", null));
    }

    private static Temperament Calm() => Temperament.Calm(Seed);

    private void AddCalls(int count)
    {
        for (var i = 0; i < count; i++)
        {
            AddCall(i);
        }
    }

    private async Task RestartAsync()
    {
        await DisposeAsync();
        await InitializeAsync();
    }

    private async Task<List<string>> StatusesAndRowsAsync(int requests)
    {
        var answers = new List<string>();
        for (var i = 0; i < requests; i++)
        {
            try
            {
                using var response = await AskAsync();
                var text = await response.Content.ReadAsStringAsync(Cancellation);
                answers.Add($"{response.StatusCode} {(response.IsSuccessStatusCode && text.StartsWith("{\"isSuccessful\":true,\"transactionId", StringComparison.Ordinal)
                    ? JsonNode.Parse(text)!["report"]!["records"]!.ToJsonString()
                        .Replace(Ringba.Address.AbsoluteUri, "", StringComparison.Ordinal)
                    : text)}");
            }
            catch (HttpRequestException)
            {
                answers.Add("broken off");
            }
        }

        return answers;
    }

    private Task<HttpResponseMessage> AskAsync(params string[] columns) => Http.PostAsJsonAsync("calllogs", Body(columns), Cancellation);

    private async Task<List<JsonObject>> RowsAsync() =>
        [.. (await PostAsync("calllogs", Body()))["report"]!["records"]!.AsArray().Select(row => row!.AsObject())];

    private Task<HttpResponseMessage> FetchAsync(SimulatedCall call) =>
        Http.GetAsync(Ringba.RecordingAddress(call), HttpCompletionOption.ResponseHeadersRead, Cancellation);

    private async Task<byte[]?> BytesAsync(SimulatedCall call)
    {
        try
        {
            using var response = await FetchAsync(call);
            return await response.Content.ReadAsByteArrayAsync(Cancellation);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static string Id(JsonObject row) => Text(row, "inboundCallId")!;

    private static string? Text(JsonObject row, string column) => row[column]?.ToString();

    private static JsonObject Body(params string[] columns)
    {
        var body = new JsonObject
        {
            ["reportStart"] = Noon.AddHours(-1).ToString("O"),
            ["reportEnd"] = Noon.AddDays(30).ToString("O"),
            ["size"] = 1000,
            ["orderByColumns"] = new JsonArray(new JsonObject { ["column"] = "callDt", ["direction"] = "asc" }),
        };
        if (columns.Length > 0)
        {
            body["valueColumns"] = new JsonArray([.. columns.Select(name => new JsonObject { ["column"] = name })]);
        }

        return body;
    }
}
