using System.Text.Json;
using CallScript.Infrastructure.Integrations.Ringba;

namespace CallScript.Infrastructure.Tests.Ringba;

public sealed class RingbaRowTests
{
    [Theory]
    [InlineData("65", "65")]
    [InlineData("65.10", "65.10")]
    [InlineData("0.1000000000000000055", "0.1000000000000000055")]
    [InlineData("1e2", "100")]
    [InlineData("\"42.5\"", "42.5")]
    [InlineData("\"$1,234.50\"", "1234.50")]
    [InlineData("\"-3\"", "-3")]
    [InlineData("\"\"", null)]
    [InlineData("null", null)]
    [InlineData("\"n/a\"", null)]
    public void Read_WhateverFormMoneyHas_IsExact(string json, string? expected) =>
        Read($$""" "conversionAmount": {{json}} """).Read()!.Revenue
            .ShouldBe(expected is null ? null : decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("\"n/a\"")]
    [InlineData("1e15")]
    public void ReadTotals_OfAnUnreadableAmount_NamesItsColumnOnce(string json)
    {
        using var document = JsonDocument.Parse($$"""{ "callCount": 3, "conversionAmount": {{json}} }""");
        var row = new RingbaRow(
            document.RootElement.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.Clone()),
            RingbaColumns.Totals);

        row.ReadTotals().Revenue.ShouldBeNull();

        row.Unreadable.ShouldBe(["conversionAmount"]);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"yes\"", true)]
    [InlineData("\"True\"", true)]
    [InlineData("1", true)]
    [InlineData("false", false)]
    [InlineData("\"No\"", false)]
    [InlineData("0", false)]
    [InlineData("null", false)]
    public void Read_WhateverFormABooleanHas_ReadsIt(string json, bool expected) =>
        Read($$""" "isLive": {{json}} """).Read()!.IsLive.ShouldBe(expected);

    [Theory]
    [InlineData("83", 83.0)]
    [InlineData("83.25", 83.25)]
    [InlineData("\"83\"", 83.0)]
    [InlineData("\"00:01:23\"", 83.0)]
    [InlineData("0", 0.0)]
    [InlineData("-1", null)]
    [InlineData("1e300", null)]
    [InlineData("\"long\"", null)]
    public void Read_WhateverFormALengthHas_ReadsIt(string json, double? expected) =>
        Read($$""" "callLengthInSeconds": {{json}} """).Read()!.Duration?.TotalSeconds.ShouldBe(expected!.Value);

    [Theory]
    [InlineData("1772366400000")]
    [InlineData("1772366400000.0")]
    [InlineData("\"1772366400000\"")]
    [InlineData("\"2026-03-01T12:00:00Z\"")]
    [InlineData("\"2026-03-01T13:00:00+01:00\"")]
    public void Read_WhateverFormTheTimeHas_ReadsItAsUtc(string json) =>
        new RingbaRow(Parse($$"""{ "inboundCallId": "RGB1", "callDt": {{json}} }"""), []).Read()!.StartedAt
            .ShouldBe(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("""{ "callDt": 1772366400000 }""")]
    [InlineData("""{ "inboundCallId": "  ", "callDt": 1772366400000 }""")]
    [InlineData("""{ "inboundCallId": "RGB1" }""")]
    [InlineData("""{ "inboundCallId": "RGB1", "callDt": 1772366400 }""")]
    [InlineData("""{ "inboundCallId": "RGB1", "callDt": "03/01/2026 12:00:00 PM" }""")]
    [InlineData("""{ "inboundCallId": { "a": 1 }, "callDt": 1772366400000 }""")]
    public void Read_WhenTheIdOrTheTimeIsUnusable_GivesNoCall(string json) => new RingbaRow(Parse(json), []).Read().ShouldBeNull();

    [Fact]
    public void Read_WhenAValueMakesNoSense_NamesItsColumn()
    {
        var row = Read(""" "conversionAmount": "n/a", "recordingUrl": "file:///etc/passwd", "isLive": "maybe", "payoutAmount": 3 """);

        row.Read()!.Payout.ShouldBe(3m);
        row.Unreadable.ShouldBe(["isLive", "recordingUrl", "conversionAmount"]);
    }

    [Fact]
    public void Read_WhenTextHoldsControlCharacters_DropsThem() =>
        Read(""" "publisherName": " North\u0000way\n " """).Read()!.PublisherName.ShouldBe("Northway");

    private static RingbaRow Read(string values) => new(Parse($$"""{ "inboundCallId": "RGB1", "callDt": 1772366400000, {{values}} }"""), []);

    private static Dictionary<string, JsonElement> Parse(string json) => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;
}
