using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace CallScript.RingbaSimulator;

/// <summary>
/// A way to misbehave. A fault overrides the moments it wants to spoil: the whole answer, the rows, the report, or the
/// recording. A new kind is a class here and a name for the control endpoint below.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(FailNext), "failNext")]
[JsonDerivedType(typeof(ThrottleNext), "throttleNext")]
[JsonDerivedType(typeof(HangNext), "hangNext")]
[JsonDerivedType(typeof(CutOffNext), "cutOffNext")]
[JsonDerivedType(typeof(MissingTotals), "missingTotals")]
[JsonDerivedType(typeof(WrongTotals), "wrongTotals")]
[JsonDerivedType(typeof(MarkedPartial), "markedPartial")]
[JsonDerivedType(typeof(LiveRows), "liveRows")]
[JsonDerivedType(typeof(LateRecordingLinks), "lateRecordingLinks")]
[JsonDerivedType(typeof(RecordingsMissing), "recordingsMissing")]
[JsonDerivedType(typeof(WrongContentType), "wrongContentType")]
[JsonDerivedType(typeof(EmptyRecordings), "emptyRecordings")]
[JsonDerivedType(typeof(PageInsteadOfRecording), "pageInsteadOfRecording")]
[JsonDerivedType(typeof(SlowRecordings), "slowRecordings")]
[JsonDerivedType(typeof(ServerErrors), "serverErrors")]
[JsonDerivedType(typeof(Throttles), "throttles")]
[JsonDerivedType(typeof(CutOffs), "cutOffs")]
[JsonDerivedType(typeof(NotJson), "notJson")]
[JsonDerivedType(typeof(SlowAnswers), "slowAnswers")]
[JsonDerivedType(typeof(LostColumns), "lostColumns")]
[JsonDerivedType(typeof(ShortPages), "shortPages")]
[JsonDerivedType(typeof(PartialMarks), "partialMarks")]
[JsonDerivedType(typeof(OddTotals), "oddTotals")]
[JsonDerivedType(typeof(DoubledRows), "doubledRows")]
[JsonDerivedType(typeof(MovingRows), "movingRows")]
[JsonDerivedType(typeof(AsItHappens), "asItHappens")]
[JsonDerivedType(typeof(LateRows), "lateRows")]
[JsonDerivedType(typeof(AdjustedMoney), "adjustedMoney")]
[JsonDerivedType(typeof(LateLinks), "lateLinks")]
[JsonDerivedType(typeof(NoRecordings), "noRecordings")]
[JsonDerivedType(typeof(BadRecordings), "badRecordings")]
[JsonDerivedType(typeof(BrokenAtFirst), "brokenAtFirst")]
[JsonDerivedType(typeof(ExpiringLinks), "expiringLinks")]
[JsonDerivedType(typeof(Redirects), "redirects")]
[JsonDerivedType(typeof(WrongTypes), "wrongTypes")]
public abstract class Fault
{
    /// <summary>The requests that the fault spoils; all when null.</summary>
    public SimulatedRoute? Route { get; init; }

    /// <summary>The account whose requests the fault spoils; all when null.</summary>
    public string? Account { get; init; }

    /// <summary>Answers in place of the simulator.</summary>
    /// <returns>True when it has answered.</returns>
    public virtual Task<bool> AnswerAsync(HttpContext http) => Task.FromResult(false);

    /// <summary>Changes a call before its row is made; null leaves the row out.</summary>
    public virtual SimulatedCall? Shape(SimulatedCall call, DateTimeOffset now) => call;

    /// <summary>Whether this one request does not meet the call's row, so that the rows behind it move up.</summary>
    public virtual bool Misses(SimulatedCall call, SimulatedRequest request) => false;

    /// <summary>Whether an account lacks a column for now.</summary>
    public virtual bool Lacks(string column, string accountId, DateTimeOffset now) => false;

    /// <summary>What the list of columns says in place of one that is lacking; null leaves it out.</summary>
    public virtual string? ListedAs(string column, string accountId, DateTimeOffset now) => null;

    /// <summary>Changes the finished report.</summary>
    public virtual void Shape(JsonObject report, SimulatedRequest request)
    {
    }

    /// <summary>Changes a call as its details tell of it, which is how a dead link is renewed.</summary>
    public virtual SimulatedCall Renew(SimulatedCall call, DateTimeOffset now) => call;

    /// <summary>The status with which a recording's address is refused, because of what it is.</summary>
    public virtual int? Refuses(SimulatedCall call, string key, DateTimeOffset now) => null;

    /// <summary>Changes the recording that is about to be served; null answers 404.</summary>
    public virtual SimulatedRecording? Shape(SimulatedRecording recording, SimulatedCall call) => recording;

    /// <summary>Wraps the recording's bytes.</summary>
    public virtual Stream Wrap(Stream content) => content;

    /// <summary>Why nobody will ever get the call's recording; null when it can be had.</summary>
    public virtual string? Withholds(SimulatedCall call) => null;
}

/// <summary>A fault that ends after a number of requests.</summary>
public abstract class CountedFault : Fault
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _taken;

    /// <summary>Requests to spoil.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Completes when the first request is being spoilt.</summary>
    [JsonIgnore]
    public Task Begun => _begun.Task;

    public sealed override async Task<bool> AnswerAsync(HttpContext http)
    {
        if (Interlocked.Increment(ref _taken) > Count)
        {
            return false;
        }

        _begun.TrySetResult();
        await SpoilAsync(http);
        return true;
    }

    protected abstract Task SpoilAsync(HttpContext http);
}

/// <summary>Fails with a status, for example 429 or 503, with or without <c>Retry-After</c>.</summary>
public sealed class FailNext : CountedFault
{
    public int Status { get; init; } = StatusCodes.Status503ServiceUnavailable;

    public int? RetryAfterSeconds { get; init; }

    public string Message { get; init; } = "simulated failure";

    protected override Task SpoilAsync(HttpContext http)
    {
        http.Response.StatusCode = Status;
        if (RetryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = $"{seconds}";
        }

        return http.Response.WriteAsJsonAsync(new { isSuccessful = false, message = Message }, http.RequestAborted);
    }
}

/// <summary>Answers 200 with the throttle payload in place of a report.</summary>
public sealed class ThrottleNext : CountedFault
{
    protected override Task SpoilAsync(HttpContext http) => http.Response.WriteAsJsonAsync(Payload(http), http.RequestAborted);

    internal static object Payload(HttpContext http)
    {
        // Details have a limit of their own.
        var (resource, limit) = http.GetEndpoint()?.Metadata.GetMetadata<RouteTag>() is { Route: SimulatedRoute.Detail }
            ? ("CallLogDetail", 200)
            : ("CallLogs", 80);
        return new
        {
            isRateLimited = true,
            exceedingRateLimit = true,
            rateLimitedResource = resource,
            rateLimit = new { perMinute = new { limit, currentCount = limit + 1 } },
        };
    }
}

/// <summary>Does not answer until the other side gives up.</summary>
public sealed class HangNext : CountedFault
{
    protected override async Task SpoilAsync(HttpContext http)
    {
        var givenUp = new TaskCompletionSource();
        await using var registration = http.RequestAborted.Register(givenUp.SetResult);
        await givenUp.Task;
    }
}

/// <summary>Breaks the connection in the middle of a body.</summary>
public sealed class CutOffNext : CountedFault
{
    protected override Task SpoilAsync(HttpContext http) => CutAsync(http);

    internal static async Task CutAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync("""{"isSuccessful":true,"report":{"records":[{"inboundCallId":"RGB""", http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
        http.Abort();
    }
}

/// <summary>Leaves the total out of reports.</summary>
public sealed class MissingTotals : Fault
{
    public override void Shape(JsonObject report, SimulatedRequest request) => report.Remove("totalCount");
}

/// <summary>Reports a total that has nothing to do with the rows.</summary>
public sealed class WrongTotals : Fault
{
    public long Total { get; init; }

    public override void Shape(JsonObject report, SimulatedRequest request) => report["totalCount"] = Total;
}

/// <summary>Marks every report as partial.</summary>
public sealed class MarkedPartial : Fault
{
    public override void Shape(JsonObject report, SimulatedRequest request) => report["partialResult"] = true;
}

/// <summary>Shows every call as still going on.</summary>
public sealed class LiveRows : Fault
{
    public override SimulatedCall Shape(SimulatedCall call, DateTimeOffset now) => call with { IsLive = true };
}

/// <summary>Lets the recording's link appear only some time after the call's end.</summary>
public sealed class LateRecordingLinks : Fault
{
    public double SecondsAfterEnd { get; init; } = 60;

    public override SimulatedCall Shape(SimulatedCall call, DateTimeOffset now) =>
        call with { LinkAppearsAt = call.StartedAt + call.Duration + TimeSpan.FromSeconds(SecondsAfterEnd) };
}

/// <summary>Answers 404 for recordings.</summary>
public sealed class RecordingsMissing : Fault
{
    public override SimulatedRecording? Shape(SimulatedRecording recording, SimulatedCall call) => null;
}

/// <summary>Calls recordings something that they are not.</summary>
public sealed class WrongContentType : Fault
{
    public string ContentType { get; init; } = "text/html";

    public override SimulatedRecording? Shape(SimulatedRecording recording, SimulatedCall call) => recording with { ContentType = ContentType };
}

/// <summary>Serves recordings without a byte.</summary>
public sealed class EmptyRecordings : Fault
{
    public override SimulatedRecording? Shape(SimulatedRecording recording, SimulatedCall call) =>
        SimulatedRecording.OfBytes([], recording.ContentType);
}

/// <summary>Serves a web page in place of recordings, labelled as audio.</summary>
public sealed class PageInsteadOfRecording : Fault
{
    public override SimulatedRecording? Shape(SimulatedRecording recording, SimulatedCall call) => SimulatedRecording.OfBytes(
        "<!doctype html><title>Sign in</title><p>Your session has expired.</p>"u8.ToArray(), recording.ContentType);
}

/// <summary>Serves recordings in small pieces with a pause before each.</summary>
public sealed class SlowRecordings : Fault
{
    public int PauseMilliseconds { get; init; } = 100;

    public int PieceBytes { get; init; } = 1024;

    public override Stream Wrap(Stream content) => new SlowStream(content, TimeSpan.FromMilliseconds(PauseMilliseconds), PieceBytes);
}
