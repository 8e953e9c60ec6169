using System.Globalization;
using System.Text.Json.Nodes;

namespace CallScript.RingbaSimulator;

/// <summary>
/// Ringba's aggregates: counts and sums of the calls of a span, all together or by group. They come from the calls as they
/// finally are, whatever the faults make of the call log's rows.
/// </summary>
internal sealed class InsightsEndpoint(RingbaSimulatorOptions options, CallBook calls, AccountBook accounts, FaultPlan faults)
{
    /// <summary>The UTC day on which a call started, <c>yyyy-MM-dd</c>.</summary>
    private const string Day = "date";

    private static readonly Dictionary<string, Func<SimulatedCall, decimal>> Values = new(StringComparer.Ordinal)
    {
        ["callCount"] = _ => 1,
        ["liveCallCount"] = call => call.IsLive ? 1 : 0,
        ["completedCalls"] = call => call.IsLive ? 0 : 1,
        ["connectedCallCount"] = call => Number(call, "connectedCallLengthInSeconds") > 0 ? 1 : 0,
        ["convertedCalls"] = call => Number(call, "conversionAmount") > 0 ? 1 : 0,
        ["payoutCount"] = call => Number(call, "payoutAmount") > 0 ? 1 : 0,
        ["callLengthInSeconds"] = call => Number(call, "callLengthInSeconds"),
        ["connectedCallLengthInSeconds"] = call => Number(call, "connectedCallLengthInSeconds"),
        ["conversionAmount"] = call => Number(call, "conversionAmount"),
        ["payoutAmount"] = call => Number(call, "payoutAmount"),
        ["profitGross"] = call => Number(call, "conversionAmount") - Number(call, "payoutAmount"),
    };

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v2/{accountId}/insights", (string accountId, JsonObject body, HttpRequest request) =>
                accounts.Refuse(accountId, request) ?? Read(accountId, body, request.HttpContext.Simulated()))
            .WithMetadata(new RouteTag(SimulatedRoute.Insights));

    private IResult Read(string accountId, JsonObject body, SimulatedRequest request)
    {
        if (CallLogEndpoints.Time(body, "reportStart") is not { } start || CallLogEndpoints.Time(body, "reportEnd") is not { } end || start > end)
        {
            return CallLogEndpoints.Failure(StatusCodes.Status400BadRequest, "reportStart and reportEnd must be ISO 8601 times in this order.");
        }

        if (body["formatTimeZone"]?.ToString() is not (null or "UTC" or "Etc/UTC"))
        {
            return CallLogEndpoints.Failure(StatusCodes.Status400BadRequest, "The simulator knows no other time zone than UTC.");
        }

        var values = Named(body, "valueColumns");
        var groups = Named(body, "groupByColumns");
        if (values.Find(name => !Values.ContainsKey(name)) is { } value)
        {
            return CallLogEndpoints.Failure(StatusCodes.Status422UnprocessableEntity, $"Unknown value column: {value}");
        }

        if (groups.Find(name => name != Day && (CallLogColumns.Find(name) is null || options.MissingColumns.Contains(name))) is { } group)
        {
            return CallLogEndpoints.Failure(StatusCodes.Status422UnprocessableEntity, $"Unknown group column: {group}");
        }

        if (values.Count == 0)
        {
            values = [.. Values.Keys];
        }

        var counted = calls.Of(accountId).Where(call => call.StartedAt >= start && call.StartedAt < end).ToList();
        var records = new JsonArray();
        foreach (var rows in counted
            .GroupBy(call => string.Join('\n', groups.Select(name => GroupOf(call, name)?.ToString())))
            .OrderBy(rows => rows.Key, StringComparer.Ordinal))
        {
            var record = new JsonObject();
            foreach (var name in groups)
            {
                record[name] = GroupOf(rows.First(), name);
            }

            records.Add(Sum(record, values, rows));
        }

        // Ringba closes its groups with a row that belongs to none.
        if (groups.Count > 0 && body["generateRollups"]?.ToString() == "true")
        {
            records.Add(Sum([], values, counted));
        }

        var report = new JsonObject { ["records"] = records, ["totalCount"] = records.Count, ["partialResult"] = false };
        faults.Shape(report, request);
        return Results.Json(new JsonObject { ["isSuccessful"] = true, ["transactionId"] = CallLogEndpoints.TransactionId(), ["report"] = report });
    }

    private static JsonObject Sum(JsonObject record, List<string> values, IEnumerable<SimulatedCall> rows)
    {
        var all = rows.ToList();
        foreach (var name in values)
        {
            record[name] = all.Sum(Values[name]);
        }

        return record;
    }

    private static JsonNode? GroupOf(SimulatedCall call, string name) => name == Day
        ? call.StartedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : CallLogColumns.Find(name)!.ValueOf(call, _ => null);

    private static decimal Number(SimulatedCall call, string column) =>
        decimal.TryParse(
            CallLogColumns.Find(column)!.ValueOf(call, _ => null)?.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;

    private static List<string> Named(JsonObject body, string list) =>
        [.. (body[list] as JsonArray ?? []).Select(item => item?["column"]?.ToString() ?? "")];
}
