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
public abstract class Fault
{
    /// <summary>The requests that the fault spoils; all when null.</summary>
    public SimulatedRoute? Route { get; init; }

    /// <summary>Answers in place of the simulator.</summary>
    /// <returns>True when it has answered.</returns>
    public virtual Task<bool> AnswerAsync(HttpContext http) => Task.FromResult(false);

    /// <summary>Changes a call before its row is made.</summary>
    public virtual SimulatedCall Shape(SimulatedCall call, DateTimeOffset now) => call;

    /// <summary>Changes the finished report.</summary>
    public virtual void Shape(JsonObject report)
    {
    }

    /// <summary>Changes the recording that is about to be served; null answers 404.</summary>
    public virtual SimulatedRecording? Shape(SimulatedRecording recording) => recording;

    /// <summary>Wraps the recording's bytes.</summary>
    public virtual Stream Wrap(Stream content) => content;
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
    protected override Task SpoilAsync(HttpContext http)
    {
        // Details have a limit of their own.
        var (resource, limit) = http.GetEndpoint()?.Metadata.GetMetadata<RouteTag>() is { Route: SimulatedRoute.Detail }
            ? ("CallLogDetail", 200)
            : ("CallLogs", 80);
        return http.Response.WriteAsJsonAsync(
            new
            {
                isRateLimited = true,
                exceedingRateLimit = true,
                rateLimitedResource = resource,
                rateLimit = new { perMinute = new { limit, currentCount = limit + 1 } },
            },
            http.RequestAborted);
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
    protected override async Task SpoilAsync(HttpContext http)
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
    public override void Shape(JsonObject report) => report.Remove("totalCount");
}

/// <summary>Reports a total that has nothing to do with the rows.</summary>
public sealed class WrongTotals : Fault
{
    public long Total { get; init; }

    public override void Shape(JsonObject report) => report["totalCount"] = Total;
}

/// <summary>Marks every report as partial.</summary>
public sealed class MarkedPartial : Fault
{
    public override void Shape(JsonObject report) => report["partialResult"] = true;
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
    public override SimulatedRecording? Shape(SimulatedRecording recording) => null;
}

/// <summary>Calls recordings something that they are not.</summary>
public sealed class WrongContentType : Fault
{
    public string ContentType { get; init; } = "text/html";

    public override SimulatedRecording? Shape(SimulatedRecording recording) => recording with { ContentType = ContentType };
}

/// <summary>Serves recordings without a byte.</summary>
public sealed class EmptyRecordings : Fault
{
    public override SimulatedRecording? Shape(SimulatedRecording recording) =>
        SimulatedRecording.OfBytes([], recording.ContentType);
}

/// <summary>Serves a web page in place of recordings, labelled as audio.</summary>
public sealed class PageInsteadOfRecording : Fault
{
    public override SimulatedRecording? Shape(SimulatedRecording recording) => SimulatedRecording.OfBytes(
        "<!doctype html><title>Sign in</title><p>Your session has expired.</p>"u8.ToArray(), recording.ContentType);
}

/// <summary>Serves recordings in small pieces with a pause before each.</summary>
public sealed class SlowRecordings : Fault
{
    public int PauseMilliseconds { get; init; } = 100;

    public int PieceBytes { get; init; } = 1024;

    public override Stream Wrap(Stream content) => new SlowStream(content, TimeSpan.FromMilliseconds(PauseMilliseconds), PieceBytes);

    private sealed class SlowStream(Stream inner, TimeSpan pause, int pieceBytes) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(pause, cancellationToken);
            return await inner.ReadAsync(buffer[..Math.Min(buffer.Length, pieceBytes)], cancellationToken);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}

/// <summary>The faults in force, in the order in which they were added.</summary>
public sealed class FaultPlan
{
    private volatile Fault[] _faults = [];

    public void Add(Fault fault)
    {
        lock (this)
        {
            _faults = [.. _faults, fault];
        }
    }

    public void Clear() => _faults = [];

    internal IEnumerable<Fault> For(SimulatedRoute route) => _faults.Where(fault => fault.Route is null || fault.Route == route);
}
