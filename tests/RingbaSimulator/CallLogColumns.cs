using System.Globalization;
using System.Text.Json.Nodes;

namespace CallScript.RingbaSimulator;

/// <summary>The columns of the call log and how each follows from a call.</summary>
internal static class CallLogColumns
{
    public static readonly IReadOnlyList<CallLogColumn> All =
    [
        new("inboundCallId", "Inbound Call ID", "keyword", (call, _) => call.InboundCallId),
        new("callDt", "Call Date", "date", (call, _) => call.StartedAt.ToUnixTimeMilliseconds()),
        new("callCompletedDt", "Completed Date", "date", (call, _) =>
            call.IsLive ? null : (call.StartedAt + call.Duration).ToUnixTimeMilliseconds()),
        new("callLengthInSeconds", "Duration", "timespan", (call, _) => call.IsLive ? 0 : (long)Math.Round(call.Duration.TotalSeconds)),
        new("connectedCallLengthInSeconds", "Connected Duration", "timespan", (call, _) =>
            call.IsLive ? null : (long)Math.Round(call.Duration.TotalSeconds)),
        new("isLive", "Is Live", "boolean", (call, _) => call.IsLive),
        new("isDuplicate", "Is Duplicate", "boolean", (_, _) => false),
        new("hasConnected", "Connected", "boolean", (_, _) => true),
        new("hasConverted", "Converted", "boolean", (call, _) => call.IsLive ? null : Field(call, "conversionAmount") is not null),
        new("hasRecording", "Has Recording", "boolean", (call, link) => link(call) is not null),
        new("recordingUrl", "Recording URL", "keyword", (call, link) => link(call)?.AbsoluteUri),
        new("inboundPhoneNumber", "Caller ID", "keyword", FromFields("inboundPhoneNumber")),
        new("number", "Dialed Number", "keyword", FromFields("number")),
        new("campaignId", "Campaign ID", "keyword", FromFields("campaignId")),
        new("campaignName", "Campaign", "keyword", FromFields("campaignName")),
        new("publisherId", "Publisher ID", "keyword", FromFields("publisherId")),
        new("publisherSubId", "Publisher Sub ID", "keyword", FromFields("publisherSubId")),
        new("publisherName", "Publisher", "keyword", FromFields("publisherName")),
        new("buyerId", "Buyer ID", "keyword", FromFields("buyerId")),
        new("buyer", "Buyer", "keyword", FromFields("buyer")),
        new("targetId", "Target ID", "keyword", FromFields("targetId")),
        new("targetName", "Target", "keyword", FromFields("targetName")),
        new("endCallSource", "Hang Up", "keyword", FromFields("endCallSource")),
        new("conversionAmount", "Revenue", "money", (call, _) => call.IsLive ? null : Field(call, "conversionAmount")),
        new("payoutAmount", "Payout", "money", (call, _) => call.IsLive ? null : Field(call, "payoutAmount")),
    ];

    private static readonly Dictionary<string, CallLogColumn> ById = All.ToDictionary(column => column.Id, StringComparer.Ordinal);

    public static CallLogColumn? Find(string id) => ById.GetValueOrDefault(id);

    private static Func<SimulatedCall, Func<SimulatedCall, Uri?>, JsonNode?> FromFields(string id) => (call, _) => Field(call, id);

    private static JsonNode? Field(SimulatedCall call, string id) => call.Fields.GetValueOrDefault(id)?.DeepClone();
}

/// <param name="Id">Ringba's name.</param>
/// <param name="Title">For people.</param>
/// <param name="Type"><c>keyword</c>, <c>date</c>, <c>timespan</c>, <c>boolean</c> or <c>money</c>.</param>
/// <param name="Derive">The value, given the call and how its recording's address is made.</param>
internal sealed record CallLogColumn(
    string Id, string Title, string Type, Func<SimulatedCall, Func<SimulatedCall, Uri?>, JsonNode?> Derive)
{
    public bool SupportsSorting => Type is "date" or "timespan" or "money" || Id == "inboundCallId";

    /// <summary>The value in a row; null leaves the column out, as Ringba does.</summary>
    public JsonNode? ValueOf(SimulatedCall call, Func<SimulatedCall, Uri?> link) =>
        call.Fields.TryGetValue(Id, out var given) && !call.IsLive ? given?.DeepClone() : Derive(call, link);

    /// <summary>Times as the formatting option writes them.</summary>
    public JsonNode? Format(JsonNode? value) =>
        Type == "date" && value is not null && long.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var milliseconds)
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("MM/dd/yyyy hh:mm:ss tt", CultureInfo.InvariantCulture)
            : value;
}
