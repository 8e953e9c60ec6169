using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallScript.RingbaSimulator;

/// <summary>A call to put into the log.</summary>
/// <param name="Sample">A sample to take recording, length and fields from.</param>
/// <param name="RecordingFile">Any other recording; needs <paramref name="DurationSeconds"/>.</param>
/// <param name="ContentType">What the recording is called when served.</param>
/// <param name="DurationSeconds">Length of the call; the sample's when left out.</param>
/// <param name="EndedSecondsAgo">0 when left out: the caller has just hung up.</param>
/// <param name="InboundCallId">A new one when left out.</param>
/// <param name="Account">The simulator's own when left out.</param>
/// <param name="Live">Still going on.</param>
/// <param name="LinkDelaySeconds">How long after now the recording's link appears.</param>
/// <param name="Fields">Any column's value.</param>
public sealed record NewCall(
    string? Sample,
    string? RecordingFile,
    string? ContentType,
    double? DurationSeconds,
    double? EndedSecondsAgo,
    string? InboundCallId,
    string? Account,
    bool? Live,
    double? LinkDelaySeconds,
    Dictionary<string, JsonNode?>? Fields);

/// <summary>A change to a call, as a later report shows it; what is left out stays.</summary>
public sealed record CallChange(bool? Live, double? DurationSeconds, bool? RenewLink, Dictionary<string, JsonNode?>? Fields);

/// <summary>The token that an account accepts from now on.</summary>
public sealed record AccountToken(string Token);

/// <summary>The simulator's own endpoints, for tests and benches.</summary>
internal sealed class ControlEndpoints(
    RingbaSimulatorOptions options,
    CallBook calls,
    AccountBook accounts,
    FaultPlan faults,
    RequestJournal journal,
    SampleLibrary? samples,
    Ledger ledger)
{
    public void Map(IEndpointRouteBuilder routes, Func<SimulatedCall, Uri> address)
    {
        var control = routes.MapGroup("/control").AddEndpointFilter((context, next) =>
            context.HttpContext.Request.Headers["X-Control-Token"] == options.ControlToken
                ? next(context)
                : ValueTask.FromResult<object?>(Results.Unauthorized()));

        object Show(SimulatedCall call) => new
        {
            inboundCallId = call.InboundCallId,
            startedAt = call.StartedAt,
            endedAt = call.StartedAt + call.Duration,
            isLive = call.IsLive,
            recordingUrl = call.Recording is null ? null : address(call),
        };

        control.MapGet("/calls", () => calls.All.OrderBy(call => call.StartedAt).Select(Show));
        control.MapPost("/calls", (NewCall request) => Create(request, out var error) is { } call
            ? Results.Created($"/control/calls/{call.InboundCallId}", Show(calls.Add(call)))
            : Results.Problem(error, statusCode: StatusCodes.Status400BadRequest));
        control.MapPatch("/calls/{id}", (string id, CallChange change) => Change(id, change) is { } call
            ? Results.Ok(Show(call))
            : Results.NotFound());
        control.MapDelete("/calls/{id}", (string id) => calls.Remove(id) ? Results.NoContent() : Results.NotFound());
        control.MapDelete("/calls", () =>
        {
            calls.Clear();
            return Results.NoContent();
        });
        control.MapGet("/journal", () => journal.Entries);
        control.MapPost("/faults", (Fault fault) =>
        {
            faults.Add(fault);
            return Results.NoContent();
        });
        control.MapGet("/faults", () => faults.Struck);
        control.MapPut("/temperament", (Temperament temperament) =>
        {
            faults.Take(temperament);
            return Results.NoContent();
        });
        control.MapPut("/accounts/{id}", (string id, AccountToken token) =>
        {
            accounts.Add(id, token.Token);
            return Results.NoContent();
        });
        control.MapDelete("/accounts/{id}/token", (string id) => accounts.Revoke(id) ? Results.NoContent() : Results.NotFound());
        control.MapGet("/ledger", WriteLedgerAsync);
        control.MapDelete("/faults", () =>
        {
            faults.Clear();
            return Results.NoContent();
        });
    }

    /// <summary>A line of JSON for each call, so that a month of them can be read as it comes.</summary>
    private async Task WriteLedgerAsync(HttpContext http)
    {
        http.Response.ContentType = "application/jsonl";
        foreach (var entry in ledger.Entries)
        {
            await JsonSerializer.SerializeAsync(http.Response.Body, entry, JsonSerializerOptions.Web, http.RequestAborted);
            await http.Response.WriteAsync("\n", http.RequestAborted);
        }
    }

    private SimulatedCall? Create(NewCall request, out string? error)
    {
        var sample = request.Sample is null ? null : samples?.Find(request.Sample);
        error = request switch
        {
            { Sample: not null } when sample is null => $"There is no sample '{request.Sample}'.",
            { Sample: null, DurationSeconds: null } => "A call that is no sample needs durationSeconds.",
            { DurationSeconds: < 0 } or { EndedSecondsAgo: < 0 } => "Seconds must not be negative.",
            { RecordingFile: { } file } when !File.Exists(file) => $"There is no recording at '{file}'.",
            _ => null,
        };
        if (error is not null)
        {
            return null;
        }

        var now = options.Clock.GetUtcNow();
        var endedAt = now - TimeSpan.FromSeconds(request.EndedSecondsAgo ?? 0);
        var basis = sample is null
            ? new SimulatedCall { StartedAt = endedAt, Duration = TimeSpan.Zero }
            : samples!.ToCall(sample, endedAt);
        var duration = request.DurationSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : basis.Duration;
        var recording = request.RecordingFile is null ? basis.Recording : SimulatedRecording.OfFile(request.RecordingFile);
        return basis with
        {
            InboundCallId = request.InboundCallId ?? basis.InboundCallId,
            AccountId = request.Account,
            StartedAt = endedAt - duration,
            Duration = duration,
            IsLive = request.Live ?? false,
            LinkAppearsAt = request.LinkDelaySeconds is { } delay ? now + TimeSpan.FromSeconds(delay) : null,
            Recording = recording is not null && request.ContentType is { } type ? recording with { ContentType = type } : recording,
            Fields = Merge(basis.Fields, request.Fields),
        };
    }

    private SimulatedCall? Change(string id, CallChange change)
    {
        var changed = calls.Change(id, call => call with
        {
            IsLive = change.Live ?? call.IsLive,
            Duration = change.DurationSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : call.Duration,
            Fields = Merge(call.Fields, change.Fields),
        });
        return changed is not null && change.RenewLink == true ? calls.RenewLink(id) : changed;
    }

    private static Dictionary<string, JsonNode?> Merge(
        IReadOnlyDictionary<string, JsonNode?> fields, Dictionary<string, JsonNode?>? more)
    {
        var merged = fields.ToDictionary(pair => pair.Key, pair => pair.Value);
        foreach (var (column, value) in more ?? [])
        {
            merged[column] = value;
        }

        return merged;
    }
}
