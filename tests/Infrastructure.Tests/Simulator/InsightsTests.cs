using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CallScript.RingbaSimulator;

namespace CallScript.Infrastructure.Tests.Simulator;

public sealed class InsightsTests : SimulatorTest
{
    [Fact]
    public async Task Insights_ByDay_SumTheCallsOfEachDay()
    {
        AddCall(0, 12.5m);
        AddCall(1, 0.0125m);
        AddCall(24 * 60, 7m);
        AddCall((24 * 60) + 1, null, call => call with { IsLive = true });

        var report = (await PostAsync("insights", Body(groups: ["date"])))["report"]!["records"]!.AsArray();

        report.Select(row => (Text(row, "date"), Text(row, "callCount"), Text(row, "conversionAmount"), Text(row, "connectedCallLengthInSeconds")))
            .ShouldBe([("2026-03-01", "2", "12.5125", "120"), ("2026-03-02", "2", "7", "60")]);
    }

    [Fact]
    public async Task Insights_WithRollups_EndWithARowForAll()
    {
        AddCall(0, 1m);
        AddCall(1, 2m, call => call with { AccountId = "RAother" });

        var body = Body(groups: ["campaignId"]);
        body["generateRollups"] = true;
        var report = (await PostAsync("insights", body))["report"]!["records"]!.AsArray();

        report.Count.ShouldBe(2);
        report[0]!["campaignId"]!.ToString().ShouldBe("CA1");
        report[1]!.AsObject().ContainsKey("campaignId").ShouldBeFalse();
        Text(report[1], "conversionAmount").ShouldBe("1");
    }

    [Fact]
    public async Task Insights_WhileTheCallLogMisbehaves_StayWithTheTruth()
    {
        AddCall(0);
        Ringba.Faults.Add(new LiveRows());

        var row = (await PostAsync("insights", Body()))["report"]!["records"]![0];

        Text(row, "conversionAmount").ShouldBe("12.5");
    }

    [Fact]
    public async Task Insights_AskedForAnUnknownColumn_NameIt()
    {
        var body = Body();
        body["valueColumns"] = new JsonArray(new JsonObject { ["column"] = "applause" });
        using var response = await Http.PostAsJsonAsync("insights", body, Cancellation);

        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldContain("applause");
    }

    private static string? Text(JsonNode? row, string column) => row?[column]?.ToString();

    private static JsonObject Body(params string[] groups) => new()
    {
        ["reportStart"] = Noon.AddHours(-1).ToString("O"),
        ["reportEnd"] = Noon.AddDays(3).ToString("O"),
        ["valueColumns"] = new JsonArray(
            [.. new[] { "callCount", "connectedCallLengthInSeconds", "conversionAmount" }.Select(name => new JsonObject { ["column"] = name })]),
        ["groupByColumns"] = new JsonArray([.. groups.Select(name => new JsonObject { ["column"] = name })]),
    };
}
