using System.Collections.Concurrent;
using CallScript.Application.Ingest;
using CallScript.Application.Integrations.Ringba;
using CallScript.Domain.Common;
using CallScript.Infrastructure.Integrations.Ringba;
using CallScript.RingbaSimulator;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallScript.Infrastructure.Tests.Ringba;

/// <summary>A simulated Ringba, the client that reads it, and a clock on which every wait is over at once.</summary>
public abstract class RingbaClientTest : IAsyncLifetime
{
    private protected static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private protected static readonly DateTimeOffset End = Start.AddHours(6);
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(20);

    private ServiceProvider? _services;

    private protected RetryClock Clock { get; } = new(AttemptTimeout);

    private protected LogLines Log { get; } = new();

    private protected RingbaSimulatorServer Ringba { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Ringba = await StartAsync(new RingbaSimulatorOptions { RowCap = 40 });

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        await Ringba.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected async Task RestartAsync(RingbaSimulatorOptions options)
    {
        await Ringba.DisposeAsync();
        Ringba = await StartAsync(options);
    }

    private static Task<RingbaSimulatorServer> StartAsync(RingbaSimulatorOptions options) =>
        RingbaSimulatorServer.StartAsync(options, TestContext.Current.CancellationToken);

    private protected RingbaAccount Account() => new(Ringba.ApiAddress, Ringba.AccountId, Ringba.Token);

    private protected void AddCalls(int count)
    {
        for (var i = 0; i < count; i++)
        {
            AddCall(i);
        }
    }

    private protected void AddCall(int minute, Func<SimulatedCall, SimulatedCall>? change = null)
    {
        var call = new SimulatedCall
        {
            InboundCallId = $"RGB{minute:D4}",
            StartedAt = Start.AddMinutes(minute),
            Duration = TimeSpan.FromSeconds(60),
            Recording = SimulatedRecording.OfBytes([1, 2, 3]),
        };
        Ringba.Calls.Add(change?.Invoke(call) ?? call);
    }

    private protected async Task<List<SourceCall>> ReadAsync(int pageSize = 1000, int rowCap = 10_000)
    {
        var calls = new List<SourceCall>();
        foreach (var page in await ReadPagesAsync(Account(), pageSize, rowCap))
        {
            page.Error.ShouldBeNull();
            calls.AddRange(page.Value);
        }

        return calls;
    }

    private protected async Task<Error> ReadErrorAsync(
        RingbaAccount? account = null, TimeSpan? attemptTimeout = null, int maxRetries = 5, int maxResponseBytes = 1_000_000)
    {
        var client = Client(attemptTimeout: attemptTimeout, maxRetries: maxRetries, maxResponseBytes: maxResponseBytes);
        var results = await ReadPagesAsync(client, account ?? Account());
        return results.ShouldHaveSingleItem().Error.ShouldNotBeNull();
    }

    private protected Task<List<Result<IReadOnlyList<SourceCall>>>> ReadPagesAsync(RingbaAccount account, int pageSize, int rowCap) =>
        ReadPagesAsync(Client(pageSize, rowCap), account);

    private protected static async Task<List<Result<IReadOnlyList<SourceCall>>>> ReadPagesAsync(IRingbaClient client, RingbaAccount account)
    {
        var results = new List<Result<IReadOnlyList<SourceCall>>>();
        await foreach (var page in client.ReadCallsAsync(account, Start, End, TestContext.Current.CancellationToken))
        {
            results.Add(page);
        }

        return results;
    }

    private protected IRingbaClient Client(
        int pageSize = 1000, int rowCap = 10_000, TimeSpan? attemptTimeout = null, int maxRetries = 5, int maxResponseBytes = 1_000_000,
        string? trusted = null)
    {
        if (_services is null)
        {
            var timeout = attemptTimeout ?? AttemptTimeout;
            var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Outbound:TrustedOrigins:0"] = trusted ?? Ringba.ApiAddress.GetLeftPart(UriPartial.Authority),
                ["Ringba:PageSize"] = $"{pageSize}",
                ["Ringba:RowCap"] = $"{rowCap}",
                ["Ringba:AttemptTimeout"] = timeout.ToString(),
                ["Ringba:MaxRetries"] = $"{maxRetries}",
                ["Ringba:MaxResponseBytes"] = $"{maxResponseBytes}",
            }).Build();
            _services = new ServiceCollection()
                .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log))
                .AddSingleton<TimeProvider>(attemptTimeout is null ? Clock : new RetryClock(timeout))
                .AddRingba(configuration)
                .BuildServiceProvider(validateScopes: true);
        }

        return _services.GetRequiredService<IRingbaClient>();
    }

    private protected sealed class LogLines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
