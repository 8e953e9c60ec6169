using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallScript.Infrastructure.Integrations.Ringba;

/// <summary>Body of <c>POST {account}/calllogs</c>.</summary>
/// <param name="ReportStart">ISO 8601, UTC.</param>
/// <param name="ReportEnd">ISO 8601, UTC.</param>
/// <param name="Size">Rows a page.</param>
/// <param name="Offset">In rows, not pages.</param>
/// <param name="ValueColumns">The columns wanted; one that the account lacks is refused.</param>
/// <param name="OrderByColumns">Newest first unless stated.</param>
/// <param name="FormatDateTime">Off: times as Unix milliseconds.</param>
/// <param name="FormatTimespans">Off: lengths as seconds.</param>
/// <param name="FormatPercentages">Off: plain numbers.</param>
internal sealed record CallLogsRequest(
    string ReportStart,
    string ReportEnd,
    int Size,
    int Offset,
    IReadOnlyList<ValueColumn> ValueColumns,
    IReadOnlyList<OrderByColumn> OrderByColumns,
    bool FormatDateTime = false,
    bool FormatTimespans = false,
    bool FormatPercentages = false);

internal sealed record ValueColumn(string Column);

internal sealed record OrderByColumn(string Column, string Direction);

/// <summary>Answer of <c>POST {account}/calllogs</c>.</summary>
internal sealed record CallLogsReply(bool? IsSuccessful, string? TransactionId, string? Message, CallLogsReport? Report);

/// <param name="Records">Values by column; a column without a value is left out.</param>
/// <param name="TotalCount">Not always there, and for display only.</param>
/// <param name="PartialResult">Its meaning is disputed: it is logged and never acted upon.</param>
internal sealed record CallLogsReport(
    IReadOnlyList<Dictionary<string, JsonElement>>? Records, long? TotalCount, bool? PartialResult);

/// <summary>Body of <c>POST {account}/calllogs/detail</c>.</summary>
internal sealed record CallDetailRequest([property: JsonPropertyName("InboundCallIds")] IReadOnlyCollection<string> InboundCallIds);

/// <summary>Answer of <c>POST {account}/calllogs/detail</c>; of a call's events only what the recording's carries.</summary>
internal sealed record CallDetailReply(bool? IsSuccessful, string? Message, CallDetailReport? Report);

internal sealed record CallDetailReport(IReadOnlyList<CallDetailRecord>? Records);

internal sealed record CallDetailRecord(string? InboundCallId, string? RecordingUrl, IReadOnlyList<CallDetailEvent>? Events);

internal sealed record CallDetailEvent(string? RecordingUrl);

/// <summary>Body of <c>POST {account}/insights</c>: without groups the answer is one row over all calls.</summary>
/// <param name="ReportStart">ISO 8601, UTC.</param>
/// <param name="ReportEnd">ISO 8601, UTC.</param>
/// <param name="ValueColumns">What to add up.</param>
/// <param name="GroupByColumns">None.</param>
/// <param name="GenerateRollups">Off: no row for what belongs to no group.</param>
/// <param name="FormatTimespans">Off: lengths as seconds.</param>
/// <param name="FormatPercentages">Off: plain numbers.</param>
/// <param name="FormatTimeZone">The days are UTC's.</param>
internal sealed record InsightsRequest(
    string ReportStart,
    string ReportEnd,
    IReadOnlyList<ValueColumn> ValueColumns,
    IReadOnlyList<ValueColumn> GroupByColumns,
    bool GenerateRollups = false,
    bool FormatTimespans = false,
    bool FormatPercentages = false,
    string FormatTimeZone = "UTC");

/// <summary>Answer of <c>GET {account}/calllogs/columns</c>.</summary>
internal sealed record ColumnsReply(IReadOnlyList<ColumnEntry>? Columns);

internal sealed record ColumnEntry(string? Id);

/// <summary>Answer of <c>GET ringbaaccounts</c>.</summary>
internal sealed record AccountsReply(IReadOnlyList<AccountEntry>? Account);

internal sealed record AccountEntry(string? AccountId, string? Name);

/// <summary>What Ringba answers, with any status, when the rate limit is reached.</summary>
internal sealed record ThrottleReply(bool? IsRateLimited, bool? ExceedingRateLimit)
{
    public bool IsThrottle => IsRateLimited == true || ExceedingRateLimit == true;
}

/// <summary>The part of an error's body that says what is wrong.</summary>
internal sealed record ErrorReply(string? Message);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CallLogsRequest))]
[JsonSerializable(typeof(CallLogsReply))]
[JsonSerializable(typeof(InsightsRequest))]
[JsonSerializable(typeof(CallDetailRequest))]
[JsonSerializable(typeof(CallDetailReply))]
[JsonSerializable(typeof(ColumnsReply))]
[JsonSerializable(typeof(AccountsReply))]
[JsonSerializable(typeof(ThrottleReply))]
[JsonSerializable(typeof(ErrorReply))]
internal sealed partial class RingbaJson : JsonSerializerContext;
