using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallScript.RingbaSimulator;

/// <summary>The part of Ringba's API that reads the call log.</summary>
internal sealed class CallLogEndpoints(RingbaSimulatorOptions options, CallBook calls, AccountBook accounts, FaultPlan faults)
{
    private const int DefaultSize = 20;
    private const int MaxSize = 1000;

    public void Map(IEndpointRouteBuilder routes, Func<SimulatedCall, Uri> address)
    {
        routes.MapGet("/v2/ringbaaccounts", (HttpRequest request) => accounts.OfToken(request) is { Count: > 0 } own
                ? Results.Json(new
                {
                    transactionId = TransactionId(),
                    account = own.Select(id => new { accountId = id, name = $"Account {id}" }),
                })
                : AccountBook.NoToken)
            .WithMetadata(new RouteTag(SimulatedRoute.Accounts));

        routes.MapGet("/v2/{accountId}/calllogs/columns", (string accountId, HttpRequest request) =>
                accounts.Refuse(accountId, request) ?? Results.Json(new
                {
                    isSuccessful = true,
                    transactionId = TransactionId(),
                    columns = CallLogColumns.All.Where(column => ListedAs(accountId, column) is not null).Select(column => new
                    {
                        id = ListedAs(accountId, column),
                        title = column.Title,
                        roles = Array.Empty<string>(),
                        type = column.Type,
                        isTag = false,
                        supportsFilter = true,
                        supportsSorting = column.SupportsSorting,
                        isComputed = false,
                    }),
                }))
            .WithMetadata(new RouteTag(SimulatedRoute.Columns));

        routes.MapPost("/v2/{accountId}/calllogs", (string accountId, JsonObject body, HttpRequest request) =>
                accounts.Refuse(accountId, request) ?? ReadLog(accountId, body, request.HttpContext.Simulated(), address))
            .WithMetadata(new RouteTag(SimulatedRoute.CallLogs));

        routes.MapPost("/v2/{accountId}/calllogs/detail", (string accountId, JsonObject body, HttpRequest request) =>
                accounts.Refuse(accountId, request) ?? ReadDetail(accountId, body, address))
            .WithMetadata(new RouteTag(SimulatedRoute.Detail));
    }

    private IResult ReadLog(string accountId, JsonObject body, SimulatedRequest request, Func<SimulatedCall, Uri> address)
    {
        if (Time(body, "reportStart") is not { } start || Time(body, "reportEnd") is not { } end || start > end)
        {
            return Failure(StatusCodes.Status400BadRequest, "reportStart and reportEnd must be ISO 8601 times in this order.");
        }

        if (Whole(body, "size", DefaultSize) is not (>= 1 and <= MaxSize and var size))
        {
            return Failure(StatusCodes.Status400BadRequest, $"size must be between 1 and {MaxSize}.");
        }

        if (Whole(body, "offset", 0) is not (>= 0 and var offset))
        {
            return Failure(StatusCodes.Status400BadRequest, "offset must not be negative.");
        }

        if (body["filters"] is JsonArray { Count: > 0 })
        {
            return Failure(StatusCodes.Status400BadRequest, "The simulator does not filter.");
        }

        var columns = CallLogColumns.All.Where(column => IsHad(accountId, column)).ToList();
        if (body["valueColumns"] is JsonArray wanted)
        {
            columns = [];
            foreach (var name in wanted.Select(item => item?["column"]?.ToString() ?? ""))
            {
                if (CallLogColumns.Find(name) is not { } column || !IsHad(accountId, column))
                {
                    return Failure(StatusCodes.Status422UnprocessableEntity, $"Unknown value column: {name}");
                }

                columns.Add(column);
            }
        }

        var now = options.Clock.GetUtcNow();
        var link = LinkTo(address);
        IEnumerable<SimulatedCall> rows = calls.Of(accountId)
            .Where(call => call.StartedAt >= start && call.StartedAt < end)
            .Select(call => faults.Show(call, SimulatedRoute.CallLogs, now, accountId))
            .OfType<SimulatedCall>()
            .Where(call => !faults.For(SimulatedRoute.CallLogs, accountId).Any(fault => fault.Misses(call, request)))
            .OrderByDescending(call => call.StartedAt)
            .ThenBy(call => call.InboundCallId, StringComparer.Ordinal);
        foreach (var order in (body["orderByColumns"] as JsonArray ?? []).Reverse())
        {
            var name = order?["column"]?.ToString() ?? "";
            if (CallLogColumns.Find(name) is not { SupportsSorting: true } column || !IsHad(accountId, column))
            {
                return Failure(StatusCodes.Status422UnprocessableEntity, $"Cannot order by column: {name}");
            }

            rows = order?["direction"]?.ToString() == "asc"
                ? rows.OrderBy(call => SortKey(column.ValueOf(call, link)), SortKeyComparer)
                : rows.OrderByDescending(call => SortKey(column.ValueOf(call, link)), SortKeyComparer);
        }

        var all = rows.ToList();
        var formatted = body["formatDateTime"]?.GetValueKind() == JsonValueKind.True;
        var records = new JsonArray();
        foreach (var call in all.Take(options.RowCap).Skip(offset).Take(size))
        {
            var record = new JsonObject();
            foreach (var column in columns)
            {
                var value = column.ValueOf(call, link);
                if (value is not null)
                {
                    record[column.Id] = formatted ? column.Format(value) : value;
                }
            }

            records.Add(record);
        }

        var report = new JsonObject { ["records"] = records, ["totalCount"] = all.Count, ["partialResult"] = false };
        faults.Shape(report, request);
        return Results.Json(new JsonObject { ["isSuccessful"] = true, ["transactionId"] = TransactionId(), ["report"] = report });
    }

    private IResult ReadDetail(string accountId, JsonObject body, Func<SimulatedCall, Uri> address)
    {
        if (body["InboundCallIds"] is not JsonArray ids)
        {
            return Failure(StatusCodes.Status400BadRequest, "InboundCallIds must be a list.");
        }

        var now = options.Clock.GetUtcNow();
        var records = new JsonArray();
        foreach (var id in ids.Select(id => id?.ToString() ?? ""))
        {
            if (calls.Find(accountId, id) is { } own && faults.Show(own, SimulatedRoute.Detail, now, accountId) is { } call)
            {
                records.Add(Detail(faults.For(SimulatedRoute.Detail, accountId).Aggregate(call, (shown, fault) => fault.Renew(shown, now)), accountId, address));
            }
        }

        return Results.Json(new JsonObject
        {
            ["isSuccessful"] = true,
            ["transactionId"] = TransactionId(),
            ["report"] = new JsonObject { ["records"] = records },
        });
    }

    private JsonObject Detail(SimulatedCall call, string accountId, Func<SimulatedCall, Uri> address)
    {
        var record = new JsonObject();
        foreach (var column in CallLogColumns.All.Where(column => IsHad(accountId, column)))
        {
            if (column.ValueOf(call, LinkTo(address)) is { } value)
            {
                record[column.Id] = value;
            }
        }

        var started = call.StartedAt.ToUnixTimeMilliseconds();
        var ended = (call.StartedAt + call.Duration).ToUnixTimeMilliseconds();
        var events = new JsonArray { new JsonObject { ["name"] = "ConnectedCall", ["dtStamp"] = started } };
        if (!call.IsLive)
        {
            events.Add(new JsonObject { ["name"] = "CompletedCall", ["dtStamp"] = ended });
            if (call.Recording is not null && !(call.LinkAppearsAt > options.Clock.GetUtcNow()))
            {
                events.Add(new JsonObject
                {
                    ["name"] = "RecordedCall",
                    ["dtStamp"] = ended,
                    ["recordingUrl"] = address(call).AbsoluteUri,
                });
            }
        }

        record["events"] = events;
        record["tags"] = new JsonArray();
        return record;
    }

    private Func<SimulatedCall, Uri?> LinkTo(Func<SimulatedCall, Uri> address)
    {
        var now = options.Clock.GetUtcNow();
        return call => !call.IsLive && call.Recording is not null && !(call.LinkAppearsAt > now) ? address(call) : null;
    }

    private bool IsHad(string accountId, CallLogColumn column) =>
        !options.MissingColumns.Contains(column.Id) && !Lacking(accountId, column).Any();

    private string? ListedAs(string accountId, CallLogColumn column) =>
        options.MissingColumns.Contains(column.Id) ? null
        : Lacking(accountId, column).FirstOrDefault() is { } fault ? fault.ListedAs(column.Id, accountId, options.Clock.GetUtcNow())
        : column.Id;

    private IEnumerable<Fault> Lacking(string accountId, CallLogColumn column) =>
        faults.For(SimulatedRoute.Columns, accountId).Where(fault => fault.Lacks(column.Id, accountId, options.Clock.GetUtcNow()));

    internal static IResult Failure(int status, string message) =>
        Results.Json(new { isSuccessful = false, transactionId = TransactionId(), message }, statusCode: status);

    internal static string TransactionId() => $"TR{Guid.NewGuid():N}";

    internal static DateTimeOffset? Time(JsonObject body, string name) =>
        DateTimeOffset.TryParse(body[name]?.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    private static int? Whole(JsonObject body, string name, int otherwise) =>
        body[name] is not { } value ? otherwise
        : int.TryParse(value.ToString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number
        : null;

    // Numbers sort as numbers, before text; a row without a value comes first.
    private static (decimal Number, string Text) SortKey(JsonNode? value) =>
        value is null ? (decimal.MinValue, "")
        : decimal.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? (number, "")
        : (decimal.MaxValue, value.ToString());

    private static readonly Comparer<(decimal Number, string Text)> SortKeyComparer = Comparer<(decimal Number, string Text)>.Create(
        (left, right) => left.Number.CompareTo(right.Number) is var byNumber && byNumber != 0
            ? byNumber
            : string.CompareOrdinal(left.Text, right.Text));
}
