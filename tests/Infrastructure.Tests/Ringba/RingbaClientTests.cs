using System.Text.Json.Nodes;
using CallScript.Application.Ingest;
using CallScript.RingbaSimulator;

namespace CallScript.Infrastructure.Tests.Ringba;

/// <summary>What the client makes of the answers of a Ringba that answers.</summary>
public sealed class RingbaClientTests : RingbaClientTest
{
    [Fact]
    public async Task ReadCalls_WhenARowIsComplete_ReadsEveryValue()
    {
        AddCall(0, call => call with
        {
            InboundCallId = "RGB-full",
            StartedAt = Start.AddMilliseconds(1_234),
            Duration = TimeSpan.FromSeconds(83),
            Fields = new Dictionary<string, JsonNode?>
            {
                ["inboundPhoneNumber"] = "+15135550102",
                ["campaignId"] = "CA1",
                ["campaignName"] = "Medicare Inbound",
                ["publisherName"] = "Northway",
                ["buyer"] = "Maple Ridge",
                ["targetName"] = "East",
                ["conversionAmount"] = 65.1234m,
                ["payoutAmount"] = "$1,042.50",
                ["connectedCallLengthInSeconds"] = 71,
            },
        });

        var call = (await ReadAsync()).ShouldHaveSingleItem();

        call.ShouldBe(new SourceCall(
            "RGB-full", Start.AddMilliseconds(1_234), TimeSpan.FromSeconds(83), IsLive: false, "+15135550102",
            Ringba.RecordingAddress(Ringba.Calls.Find("RGB-full")!), "CA1", "Medicare Inbound", "Northway", "Maple Ridge", "East",
            65.1234m, 1042.50m)
        {
            ConnectedDuration = TimeSpan.FromSeconds(71),
        });
    }

    [Fact]
    public async Task ReadCalls_WhenValuesAreLeftOut_ReadsThemAsNull()
    {
        AddCall(0, call => call with { Recording = null, Fields = new Dictionary<string, JsonNode?> { ["callLengthInSeconds"] = null } });

        var call = (await ReadAsync()).ShouldHaveSingleItem();

        call.Duration.ShouldBeNull();
        call.Recording.ShouldBeNull();
        call.CampaignId.ShouldBeNull();
        call.IsLive.ShouldBeFalse();
    }

    [Fact]
    public async Task ReadCalls_WhenMoneyIsLeftOut_TellsNoneFromNotAskedFor()
    {
        AddCall(0);
        AddCall(1, call => call with { IsLive = true });

        (await ReadAsync()).Select(call => call.Revenue).ShouldBe([0m, null]);
    }

    [Fact]
    public async Task ReadCalls_WhenTheAccountHasNoColumnForMoney_KnowsNothingOfIt()
    {
        await RestartAsync(new RingbaSimulatorOptions { MissingColumns = ["conversionAmount"] });
        AddCall(0);
        (await ReadAsync()).ShouldHaveSingleItem().Revenue.ShouldBeNull();
    }

    [Fact]
    public async Task ReadCalls_WhenThereAreManyPages_ReadsEachCallOnceAndOldestFirst()
    {
        AddCalls(25);

        var calls = await ReadAsync(pageSize: 10);

        calls.Count.ShouldBe(25);
        calls.Select(call => call.SourceCallId).ShouldBeUnique();
        calls.Select(call => call.StartedAt).ShouldBeInOrder();
        var bodies = Ringba.Journal.Of(SimulatedRoute.CallLogs).Select(entry => entry.Body!).ToList();
        bodies.Select(body => (int)body["offset"]!).ShouldBe([0, 10, 20]);
        bodies.Select(body => body["reportEnd"]!.ToString()).Distinct().ShouldBe(["2026-03-01T18:00:00.000Z"]);
        bodies.ShouldAllBe(body => (int)body["size"]! == 10 && body["orderByColumns"]![0]!["direction"]!.ToString() == "asc");
    }

    [Fact]
    public async Task ReadCalls_WhenTheLastPageIsFull_StopsOnTheEmptyOne()
    {
        AddCalls(20);

        (await ReadAsync(pageSize: 10)).Count.ShouldBe(20);

        Ringba.Journal.Of(SimulatedRoute.CallLogs).Count.ShouldBe(3);
    }

    [Fact]
    public async Task ReadCalls_WhenNothingHappened_GivesNoPage()
    {
        (await ReadAsync()).ShouldBeEmpty();
        Ringba.Journal.Of(SimulatedRoute.CallLogs).Count.ShouldBe(1);
    }

    [Fact]
    public async Task ReadCalls_WhenTheWindowIsEmpty_AsksNothing()
    {
        await foreach (var _ in Client().ReadCallsAsync(Account(), End, Start, TestContext.Current.CancellationToken))
        {
            Assert.Fail("An empty window has no pages.");
        }

        Ringba.Journal.Entries.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadCalls_WhenAWindowPassesTheRowCap_ReadsItInHalves(bool withTotals)
    {
        AddCalls(150);
        if (!withTotals)
        {
            Ringba.Faults.Add(new MissingTotals());
        }

        var calls = await ReadAsync(pageSize: 10, rowCap: 40);

        calls.Count.ShouldBe(150);
        calls.Select(call => call.SourceCallId).ShouldBeUnique();
        calls.Select(call => call.StartedAt).ShouldBeInOrder();
    }

    [Fact]
    public async Task ReadCalls_WhenThePageSizeDoesNotDivideTheCap_LosesNoCall()
    {
        AddCalls(100);
        Ringba.Faults.Add(new MissingTotals());

        (await ReadAsync(pageSize: 7, rowCap: 40)).Select(call => call.SourceCallId).ShouldBeUnique();

        (await ReadAsync(pageSize: 7, rowCap: 40)).Count.ShouldBe(100);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public async Task ReadCalls_WhenTheTotalIsWrong_LosesNoCall(long total)
    {
        AddCalls(30);
        Ringba.Faults.Add(new WrongTotals { Total = total });

        (await ReadAsync(pageSize: 10, rowCap: 40)).Select(call => call.SourceCallId).Distinct().Count().ShouldBe(30);
    }

    [Fact]
    public async Task ReadCalls_WhenTooManyCallsShareOneSecond_EndsWithAnError()
    {
        for (var i = 0; i < 60; i++)
        {
            AddCall(i, call => call with { StartedAt = Start.AddMinutes(1) });
        }

        var results = await ReadPagesAsync(Account(), pageSize: 10, rowCap: 40);

        results[^1].Error!.Code.ShouldBe("ringba_bad_answer");
    }

    [Fact]
    public async Task ReadCalls_WhenMarkedAsPartial_GoesOn()
    {
        AddCalls(25);
        Ringba.Faults.Add(new MarkedPartial());

        (await ReadAsync(pageSize: 10)).Count.ShouldBe(25);
    }

    [Fact]
    public async Task ReadCalls_WhenACallIsLive_SaysSo()
    {
        AddCall(0);
        Ringba.Faults.Add(new LiveRows());

        var call = (await ReadAsync()).ShouldHaveSingleItem();

        call.IsLive.ShouldBeTrue();
        call.Duration.ShouldBe(TimeSpan.Zero);
        call.Recording.ShouldBeNull();
    }

    [Fact]
    public async Task ReadCalls_WhenTheLinkComesLate_HasNoneYet()
    {
        AddCall(0);
        Ringba.Faults.Add(new LateRecordingLinks { SecondsAfterEnd = 1e9 });

        (await ReadAsync()).ShouldHaveSingleItem().Recording.ShouldBeNull();
    }

    [Fact]
    public async Task ReadCalls_WhenTheAccountLacksColumns_AsksOnlyForThoseItHas()
    {
        await RestartAsync(new RingbaSimulatorOptions { MissingColumns = ["buyer", "recordingUrl"] });
        AddCall(0);

        (await ReadAsync()).ShouldHaveSingleItem().Recording.ShouldBeNull();

        var asked = Ringba.Journal.Of(SimulatedRoute.CallLogs).ShouldHaveSingleItem().Body!["valueColumns"]!.AsArray();
        asked.Select(column => column!["column"]!.ToString()).ShouldNotContain("buyer");
    }

    [Fact]
    public async Task ReadCalls_WhenAColumnVanishes_DropsItAndGoesOn()
    {
        AddCall(0);
        Ringba.Faults.Add(new FailNext { Status = 422, Route = SimulatedRoute.CallLogs, Message = "Unknown value column: buyer" });

        (await ReadAsync()).Count.ShouldBe(1);

        var body = Ringba.Journal.Of(SimulatedRoute.CallLogs)[^1].Body!;
        var asked = body["valueColumns"]!.AsArray().Select(column => column!["column"]!.ToString()).ToList();
        asked.ShouldNotContain("buyer");
        asked.ShouldContain("targetName");
    }

    [Fact]
    public async Task ReadCalls_WhenTheIdColumnIsMissing_IsABadAnswer()
    {
        await RestartAsync(new RingbaSimulatorOptions { MissingColumns = ["inboundCallId"] });

        (await ReadErrorAsync()).Message.ShouldContain("'inboundCallId'");
    }

    [Fact]
    public async Task ReadCalls_WhenReadTwice_AsksForTheColumnsOnce()
    {
        AddCall(0);
        await ReadAsync();
        await ReadAsync();

        Ringba.Journal.Of(SimulatedRoute.Columns).Count.ShouldBe(1);
        Ringba.Journal.Of(SimulatedRoute.CallLogs).Count.ShouldBe(2);
    }
}
