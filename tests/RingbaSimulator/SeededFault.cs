using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace CallScript.RingbaSimulator;

/// <summary>
/// A fault that strikes some and spares others. Whom is a matter of the seed, the kind and who is asked about, never of the
/// moment: the same seed makes the same trouble again.
/// </summary>
public abstract class SeededFault : Fault
{
    private readonly ConcurrentDictionary<string, byte> _struck = new(StringComparer.Ordinal);

    public int Seed { get; init; }

    /// <summary>The part that is struck, 0 to 1.</summary>
    public double Rate { get; init; } = 1;

    /// <summary>Different requests, rows or recordings that were struck so far.</summary>
    [JsonIgnore]
    public int Struck => _struck.Count;

    protected bool Strikes(string identity)
    {
        var strikes = Chance(identity, "") < Rate;
        if (strikes)
        {
            _struck.TryAdd(identity, 0);
        }

        return strikes;
    }

    /// <summary>An even number from 0 to below 1, always the same for the same identity and aspect.</summary>
    protected double Chance(string identity, string aspect) =>
        (BinaryPrimitives.ReadUInt64LittleEndian(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{Seed}/{GetType().Name}/{aspect}/{identity}"))) >> 11) * (1.0 / (1UL << 53));

    protected T Pick<T>(string identity, string aspect, params IReadOnlyList<T> choices) =>
        choices[(int)(Chance(identity, aspect) * choices.Count)];
}

/// <summary>A seeded fault of whole answers.</summary>
public abstract class SeededAnswer : SeededFault
{
    /// <summary>How many requests in a row share a fate.</summary>
    public int Length { get; init; } = 1;

    public sealed override async Task<bool> AnswerAsync(HttpContext http)
    {
        var request = http.Simulated();
        if (request.Route == SimulatedRoute.Recording || !Strikes($"{request.Route}/{request.Subject}/{request.Number / Length}"))
        {
            return false;
        }

        return await SpoilAsync(http, request.ToString());
    }

    protected abstract Task<bool> SpoilAsync(HttpContext http, string identity);
}

/// <summary>5xx, several requests in a row.</summary>
public sealed class ServerErrors : SeededAnswer
{
    protected override async Task<bool> SpoilAsync(HttpContext http, string identity)
    {
        http.Response.StatusCode = Pick(identity, "status", 500, 502, 503, 504);
        await http.Response.WriteAsync("<html><body>Something went wrong.</body></html>", http.RequestAborted);
        return true;
    }
}

/// <summary>429 with or without a wait, or the throttle payload with 200.</summary>
public sealed class Throttles : SeededAnswer
{
    protected override async Task<bool> SpoilAsync(HttpContext http, string identity)
    {
        var form = Chance(identity, "form");
        http.Response.StatusCode = form < 0.5 ? StatusCodes.Status429TooManyRequests : StatusCodes.Status200OK;
        if (form < 0.25)
        {
            http.Response.Headers.RetryAfter = "1";
        }

        await http.Response.WriteAsJsonAsync(ThrottleNext.Payload(http), http.RequestAborted);
        return true;
    }
}

/// <summary>The connection breaks in the middle of a body.</summary>
public sealed class CutOffs : SeededAnswer
{
    protected override async Task<bool> SpoilAsync(HttpContext http, string identity)
    {
        await CutOffNext.CutAsync(http);
        return true;
    }
}

/// <summary>200 with something that is no JSON, or ends too early to be.</summary>
public sealed class NotJson : SeededAnswer
{
    protected override async Task<bool> SpoilAsync(HttpContext http, string identity)
    {
        var isPage = Chance(identity, "form") < 0.5;
        http.Response.ContentType = isPage ? "text/html" : "application/json";
        await http.Response.WriteAsync(
            isPage ? "<!doctype html><title>Maintenance</title>" : """{"isSuccessful":true,"report":{"records":[{"inbound""", http.RequestAborted);
        return true;
    }
}

/// <summary>The right answer, in small pieces with a pause before each.</summary>
public sealed class SlowAnswers : SeededAnswer
{
    public int PauseMilliseconds { get; init; } = 20;

    public int PieceBytes { get; init; } = 8192;

    protected override Task<bool> SpoilAsync(HttpContext http, string identity)
    {
        http.Response.Body = new SlowStream(http.Response.Body, TimeSpan.FromMilliseconds(PauseMilliseconds), PieceBytes);
        return Task.FromResult(false);
    }
}

/// <summary>
/// For some hours an account lacks a column: it is gone from the list, or listed under another name, or still listed and
/// refused all the same with 422.
/// </summary>
public sealed class LostColumns : SeededFault
{
    public double Hours { get; init; } = 6;

    public override bool Lacks(string column, string accountId, DateTimeOffset now) =>
        column is not ("inboundCallId" or "callDt") && Strikes(Span(column, accountId, now));

    public override string? ListedAs(string column, string accountId, DateTimeOffset now) =>
        Pick(Span(column, accountId, now), "list", null, $"{column}V2", column);

    private string Span(string column, string accountId, DateTimeOffset now) =>
        $"{accountId}/{column}/{now.ToUnixTimeSeconds() / (long)(Hours * 3600)}";
}

/// <summary>A page ends before it is full, with or without the mark that it is partial.</summary>
public sealed class ShortPages : SeededFault
{
    public override void Shape(JsonObject report, SimulatedRequest request)
    {
        if (report["records"] is JsonArray { Count: > 1 } records && Strikes(request.ToString()))
        {
            for (var keep = (int)(records.Count * Chance(request.ToString(), "keep")); records.Count > keep;)
            {
                records.RemoveAt(records.Count - 1);
            }

            report["partialResult"] = Chance(request.ToString(), "mark") < 0.5;
        }
    }
}

/// <summary>A complete page says that it is partial.</summary>
public sealed class PartialMarks : SeededFault
{
    public override void Shape(JsonObject report, SimulatedRequest request)
    {
        if (Strikes(request.ToString()))
        {
            report["partialResult"] = true;
        }
    }
}

/// <summary>The total is missing, or has nothing to do with the rows.</summary>
public sealed class OddTotals : SeededFault
{
    public override void Shape(JsonObject report, SimulatedRequest request)
    {
        if (!Strikes(request.ToString()))
        {
            return;
        }

        report.Remove("totalCount");
        if (Chance(request.ToString(), "form") < 0.5)
        {
            report["totalCount"] = Pick(request.ToString(), "total", 0, 1, 500);
        }
    }
}

/// <summary>A row comes twice.</summary>
public sealed class DoubledRows : SeededFault
{
    public override void Shape(JsonObject report, SimulatedRequest request)
    {
        if (report["records"] is JsonArray records)
        {
            foreach (var row in records.Where(row => Strikes(row?["inboundCallId"]?.ToString() ?? "")).ToList())
            {
                records.Add(row!.DeepClone());
            }
        }
    }
}

/// <summary>A request does not meet a row that the one before and the one after it meet: the rows behind it move up.</summary>
public sealed class MovingRows : SeededFault
{
    public override bool Misses(SimulatedCall call, SimulatedRequest request) => Strikes($"{call.InboundCallId}/{request.Number}");
}

/// <summary>
/// Rows appear when their calls begin, are live until these end, and only then have length, money and a link. The part that
/// is struck is stamped by a clock that goes ahead: the row is there before its time.
/// </summary>
public sealed class AsItHappens : SeededFault
{
    public double MinutesAhead { get; init; } = 3;

    public override SimulatedCall? Shape(SimulatedCall call, DateTimeOffset now)
    {
        var ahead = now >= call.StartedAt || !Strikes(call.InboundCallId) ? TimeSpan.Zero : TimeSpan.FromMinutes(MinutesAhead);
        return now + ahead < call.StartedAt ? null
            : now + ahead < call.StartedAt + call.Duration ? call with { IsLive = true }
            : call;
    }
}

/// <summary>Rows that appear only some time after their call.</summary>
public sealed class LateRows : SeededFault
{
    public double UpToHours { get; init; } = 48;

    public override SimulatedCall? Shape(SimulatedCall call, DateTimeOffset now) =>
        Strikes(call.InboundCallId)
            && now < call.StartedAt + call.Duration + TimeSpan.FromHours(UpToHours * Chance(call.InboundCallId, "hours"))
            ? null
            : call;
}

/// <summary>For days a row shows other amounts than in the end, or none, or ones that are taken back.</summary>
public sealed class AdjustedMoney : SeededFault
{
    public double UpToDays { get; init; } = 14;

    public override SimulatedCall? Shape(SimulatedCall call, DateTimeOffset now)
    {
        var id = call.InboundCallId;
        return Strikes(id) && now < call.StartedAt + call.Duration + TimeSpan.FromDays(UpToDays * Chance(id, "days"))
            ? call with
            {
                Fields = call.Fields
                    .Where(field => field.Key is not ("conversionAmount" or "payoutAmount"))
                    .Append(new("conversionAmount", Before(id, "revenue")))
                    .Append(new("payoutAmount", Before(id, "payout")))
                    .ToDictionary(),
            }
            : call;
    }

    private JsonValue? Before(string id, string what) =>
        Chance(id, $"{what} form") < 0.3 ? null : JsonValue.Create(Math.Round((decimal)Chance(id, what) * 100, 4));
}

/// <summary>Links that appear only some time after the call.</summary>
public sealed class LateLinks : SeededFault
{
    public double UpToHours { get; init; } = 12;

    public override SimulatedCall? Shape(SimulatedCall call, DateTimeOffset now) => Strikes(call.InboundCallId)
        ? call with
        {
            LinkAppearsAt = call.StartedAt + call.Duration + TimeSpan.FromHours(UpToHours * Chance(call.InboundCallId, "hours")),
        }
        : call;
}

/// <summary>Calls that are never recorded.</summary>
public sealed class NoRecordings : SeededFault
{
    public override SimulatedCall? Shape(SimulatedCall call, DateTimeOffset now) =>
        Strikes(call.InboundCallId) ? call with { Recording = null } : call;

    public override string? Withholds(SimulatedCall call) => Strikes(call.InboundCallId) ? Withheld.None : null;
}

/// <summary>Recordings that are empty, a web page or endless, and stay so.</summary>
public sealed class BadRecordings : SeededFault
{
    public override SimulatedRecording? Shape(SimulatedRecording recording, SimulatedCall call) => Withholds(call) switch
    {
        Withheld.Empty => SimulatedRecording.OfBytes([], recording.ContentType),
        Withheld.NotAudio => SimulatedRecording.OfBytes("<!doctype html><title>Sign in</title>"u8.ToArray(), recording.ContentType),
        Withheld.Endless => recording with { IsEndless = true },
        _ => recording,
    };

    public override string? Withholds(SimulatedCall call) => Strikes(call.InboundCallId)
        ? Pick(call.InboundCallId, "form", Withheld.Empty, Withheld.NotAudio, Withheld.Endless)
        : null;
}

/// <summary>Recordings whose first requests fail in every way that passes.</summary>
public sealed class BrokenAtFirst : SeededFault
{
    public int Times { get; init; } = 2;

    public override async Task<bool> AnswerAsync(HttpContext http)
    {
        var request = http.Simulated();
        if (request.Route != SimulatedRoute.Recording || !Strikes(request.Subject) || request.Number > Times)
        {
            return false;
        }

        switch (Pick(request.Subject, "form", "status", "gone", "empty", "page", "cut"))
        {
            case "status":
                http.Response.StatusCode = Pick(request.ToString(), "status", 429, 500, 502, 503);
                break;
            case "gone":
                http.Response.StatusCode = Pick(request.ToString(), "status", 403, 404);
                break;
            case "empty":
                http.Response.ContentLength = 0;
                break;
            case "page":
                http.Response.ContentType = "audio/mpeg";
                await http.Response.WriteAsync("<!doctype html><title>Sign in</title>", http.RequestAborted);
                break;
            default:
                await CutOffNext.CutAsync(http);
                break;
        }

        return true;
    }
}

/// <summary>Links that die; a call's details name the one that lives.</summary>
public sealed class ExpiringLinks : SeededFault
{
    public double LifetimeHours { get; init; } = 24;

    public override SimulatedCall Renew(SimulatedCall call, DateTimeOffset now) =>
        Age(call, now) is > 0 and var age && Strikes(call.InboundCallId) ? call with { RecordingKey = $"{call.RecordingKey}.{age}" } : call;

    public override int? Refuses(SimulatedCall call, string key, DateTimeOffset now)
    {
        var of = key.Split('.') is [_, var text] && int.TryParse(text, out var number) ? number : 0;
        return of < Age(call, now) && Strikes(call.InboundCallId) ? Pick(call.InboundCallId, "status", 403, 404, 410) : null;
    }

    private int Age(SimulatedCall call, DateTimeOffset now) =>
        (int)Math.Max(0, (now - call.StartedAt - call.Duration).TotalHours / LifetimeHours);
}

/// <summary>Links that lead to another place first.</summary>
public sealed class Redirects : SeededFault
{
    public override Task<bool> AnswerAsync(HttpContext http)
    {
        var request = http.Simulated();
        var moves = request.Route == SimulatedRoute.Recording && http.Request.Path != RecordingEndpoint.StorePath && Strikes(request.Subject);
        if (moves)
        {
            http.Response.Redirect($"{RecordingEndpoint.StorePath}{http.Request.QueryString}");
        }

        return Task.FromResult(moves);
    }
}

/// <summary>Recordings that are called something that they are not.</summary>
public sealed class WrongTypes : SeededFault
{
    public override SimulatedRecording? Shape(SimulatedRecording recording, SimulatedCall call) => Strikes(call.InboundCallId)
        ? recording with { ContentType = Pick(call.InboundCallId, "type", "text/html", "application/octet-stream", "audio/ogg") }
        : recording;
}

internal static class SimulatedRequests
{
    /// <summary>The request as faults know it.</summary>
    public static SimulatedRequest Simulated(this HttpContext http) => http.Features.Get<SimulatedRequest>()
        ?? throw new InvalidOperationException("Faults strike only simulated routes.");
}
