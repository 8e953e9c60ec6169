using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace CallScript.RingbaSimulator;

/// <summary>
/// A server that answers as Ringba's documented API does, over real HTTP. Tests start one in their own process and
/// reach into its calls, faults and journal; the demo runs it as a program.
/// </summary>
public sealed class RingbaSimulatorServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RingbaSimulatorServer(WebApplication app, RingbaSimulatorOptions options)
    {
        _app = app;
        AccountId = options.AccountId;
        Token = options.Token;
        Calls = new CallBook(options.AccountId);
    }

    public string AccountId { get; }

    public string Token { get; }

    public AccountBook Accounts { get; } = new();

    public CallBook Calls { get; }

    public FaultPlan Faults { get; } = new();

    public RequestJournal Journal { get; } = new();

    /// <summary>What is finally true of every call.</summary>
    public Ledger Ledger { get; private set; } = null!;

    /// <summary>The samples that can be called up by name, when a folder was given.</summary>
    public SampleLibrary? Samples { get; private set; }

    /// <summary>Where it listens; ends with a slash.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>What stands for <c>https://api.ringba.com/v2/</c>.</summary>
    public Uri ApiAddress => new(Address, "v2/");

    /// <summary>Starts and returns once it listens.</summary>
    public static async Task<RingbaSimulatorServer> StartAsync(
        RingbaSimulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new RingbaSimulatorOptions();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(options.Url);
        // Who starts it wants its own log, not two lines for each request.
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // Whoever starts it is told of a failed start by the exception.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase)));
        var server = new RingbaSimulatorServer(builder.Build(), options);
        try
        {
            server.Build(options);
            await server._app.StartAsync(cancellationToken);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        server.Address = new Uri(server._app.Urls.First());
        return server;
    }

    /// <summary>Where a call's recording is served.</summary>
    public Uri RecordingAddress(SimulatedCall call) => new(Address, $"recording-public?k={call.RecordingKey}");

    /// <summary>Runs until the process is told to end.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken = default) => _app.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private void Build(RingbaSimulatorOptions options)
    {
        Accounts.Add(options.AccountId, options.Token);
        if (options.SamplesFolder is { } folder)
        {
            Samples = SampleLibrary.Load(folder);
            if (options.ServeSamples)
            {
                Calls.AddRange(Samples.ToRecentCalls(options.Clock.GetUtcNow(), options.Spacing));
            }
        }

        Ledger = new Ledger(Calls, Faults, options.Clock);
        _app.UseRouting();
        _app.Use((http, next) => ObserveAsync(http, next, options.Clock));
        _app.MapGet("/health", () => Results.Ok(new { status = "ready", calls = Calls.All.Count }));
        new CallLogEndpoints(options, Calls, Accounts, Faults).Map(_app, RecordingAddress);
        new InsightsEndpoint(options, Calls, Accounts, Faults).Map(_app);
        new RecordingEndpoint(options, Calls, Faults).Map(_app);
        if (!string.IsNullOrEmpty(options.ControlToken))
        {
            new ControlEndpoints(options, Calls, Accounts, Faults, Journal, Samples, Ledger).Map(_app, RecordingAddress);
        }
    }

    /// <summary>Writes the journal, and lets a fault answer in the endpoint's place.</summary>
    private async Task ObserveAsync(HttpContext http, RequestDelegate next, TimeProvider clock)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<RouteTag>() is not { Route: var route })
        {
            await next(http);
            return;
        }

        var at = clock.GetUtcNow();
        var body = await ReadBodyAsync(http.Request);
        var call = RecordedCall(http);
        var account = http.Request.RouteValues["accountId"]?.ToString() ?? (call is null ? null : Calls.AccountOf(call));
        http.Features.Set(Faults.Number(route, call?.InboundCallId ?? account ?? ""));
        try
        {
            foreach (var fault in Faults.For(route, account))
            {
                if (await fault.AnswerAsync(http))
                {
                    return;
                }
            }

            await next(http);
        }
        finally
        {
            var status = http.RequestAborted.IsCancellationRequested ? 0 : http.Response.StatusCode;
            var hasAuthorization = http.Request.Headers.ContainsKey("Authorization");
            Journal.Add(new JournalEntry(at, route, account, hasAuthorization, body, status));
        }
    }

    private SimulatedCall? RecordedCall(HttpContext http) =>
        http.Request.Query["k"].ToString() is { Length: > 0 } key ? Calls.FindByRecordingKey(key) : null;

    private static async Task<JsonNode?> ReadBodyAsync(HttpRequest request)
    {
        if (request.ContentLength is null or 0 && !request.Headers.ContainsKey("Transfer-Encoding"))
        {
            return null;
        }

        request.EnableBuffering();
        try
        {
            return await JsonNode.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
        }
        catch (JsonException)
        {
            // The endpoint refuses it with the right status; the journal only has nothing to show.
            return null;
        }
        finally
        {
            request.Body.Position = 0;
        }
    }
}
