using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using CallScript.Application.Integrations.Ringba;
using CallScript.Domain.Common;
using CallScript.Infrastructure.Integrations.Ringba;
using CallScript.RingbaSimulator;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallScript.Infrastructure.Tests.Ringba;

public sealed class RingbaClientTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Start.AddHours(6);
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(20);

    private readonly RetryClock _clock = new(AttemptTimeout);
    private readonly LogLines _log = new();
    private RingbaSimulatorServer _ringba = null!;
    private ServiceProvider? _services;

    public async ValueTask InitializeAsync() => _ringba = await StartAsync(new RingbaSimulatorOptions { RowCap = 40 });

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        await _ringba.DisposeAsync();
    }

    [Fact]
    public async Task ReadCalls_WhenARowIsComplete_ReadsEveryValue()
    {
        AddCall(0, call => call with
        {
            InboundCallId = "RGB-full",
            StartedAt = Start.AddMilliseconds(1_234),
            Duration = TimeSpan.FromSeconds(83),
            Fields = new Dictionary<string, JsonNode?>
            {
                ["inboundPhoneNumber"] = "+15135550102",
                ["campaignId"] = "CA1",
                ["campaignName"] = "Medicare Inbound",
                ["publisherName"] = "Northway",
                ["buyer"] = "Maple Ridge",
                ["targetName"] = "East",
                ["conversionAmount"] = 65.1234m,
                ["payoutAmount"] = "$1,042.50",
            },
        });

        var call = (await ReadAsync()).ShouldHaveSingleItem();

        call.ShouldBe(new RingbaCall(
            "RGB-full", Start.AddMilliseconds(1_234), TimeSpan.FromSeconds(83), IsLive: false, "+15135550102",
            _ringba.RecordingAddress(_ringba.Calls.Find("RGB-full")!), "CA1", "Medicare Inbound", "Northway", "Maple Ridge", "East",
            65.1234m, 1042.50m));
    }

    [Fact]
    public async Task ReadCalls_WhenValuesAreLeftOut_ReadsThemAsNull()
    {
        AddCall(0, call => call with { Recording = null, Fields = new Dictionary<string, JsonNode?> { ["callLengthInSeconds"] = null } });

        var call = (await ReadAsync()).ShouldHaveSingleItem();

        call.Duration.ShouldBeNull();
        call.Recording.ShouldBeNull();
        call.CampaignId.ShouldBeNull();
        call.Revenue.ShouldBeNull();
        call.IsLive.ShouldBeFalse();
    }

    [Fact]
    public async Task ReadCalls_WhenThereAreManyPages_ReadsEachCallOnceAndOldestFirst()
    {
        AddCalls(25);

        var calls = await ReadAsync(pageSize: 10);

        calls.Count.ShouldBe(25);
        calls.Select(call => call.InboundCallId).ShouldBeUnique();
        calls.Select(call => call.StartedAt).ShouldBeInOrder();
        var bodies = _ringba.Journal.Of(SimulatedRoute.CallLogs).Select(entry => entry.Body!).ToList();
        bodies.Select(body => (int)body["offset"]!).ShouldBe([0, 10, 20]);
        bodies.Select(body => body["reportEnd"]!.ToString()).Distinct().ShouldBe(["2026-03-01T18:00:00.000Z"]);
        bodies.ShouldAllBe(body => (int)body["size"]! == 10 && body["orderByColumns"]![0]!["direction"]!.ToString() == "asc");
    }

    [Fact]
    public async Task ReadCalls_WhenTheLastPageIsFull_StopsOnTheEmptyOne()
    {
        AddCalls(20);

        (await ReadAsync(pageSize: 10)).Count.ShouldBe(20);

        _ringba.Journal.Of(SimulatedRoute.CallLogs).Count.ShouldBe(3);
    }

    [Fact]
    public async Task ReadCalls_WhenNothingHappened_GivesNoPage()
    {
        (await ReadAsync()).ShouldBeEmpty();
        _ringba.Journal.Of(SimulatedRoute.CallLogs).Count.ShouldBe(1);
    }

    [Fact]
    public async Task ReadCalls_WhenTheWindowIsEmpty_AsksNothing()
    {
        await foreach (var _ in Client().ReadCallsAsync(Account(), End, Start, TestContext.Current.CancellationToken))
        {
            Assert.Fail("An empty window has no pages.");
        }

        _ringba.Journal.Entries.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadCalls_WhenAWindowPassesTheRowCap_ReadsItInHalves(bool withTotals)
    {
        AddCalls(150);
        if (!withTotals)
        {
            _ringba.Faults.Add(new MissingTotals());
        }

        var calls = await ReadAsync(pageSize: 10, rowCap: 40);

        calls.Count.ShouldBe(150);
        calls.Select(call => call.InboundCallId).ShouldBeUnique();
        calls.Select(call => call.StartedAt).ShouldBeInOrder();
    }

    [Fact]
    public async Task ReadCalls_WhenThePageSizeDoesNotDivideTheCap_LosesNoCall()
    {
        AddCalls(100);
        _ringba.Faults.Add(new MissingTotals());

        (await ReadAsync(pageSize: 7, rowCap: 40)).Select(call => call.InboundCallId).ShouldBeUnique();

        (await ReadAsync(pageSize: 7, rowCap: 40)).Count.ShouldBe(100);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public async Task ReadCalls_WhenTheTotalIsWrong_LosesNoCall(long total)
    {
        AddCalls(30);
        _ringba.Faults.Add(new WrongTotals { Total = total });

        (await ReadAsync(pageSize: 10, rowCap: 40)).Select(call => call.InboundCallId).Distinct().Count().ShouldBe(30);
    }

    [Fact]
    public async Task ReadCalls_WhenTooManyCallsShareOneSecond_EndsWithAnError()
    {
        for (var i = 0; i < 60; i++)
        {
            AddCall(i, call => call with { StartedAt = Start.AddMinutes(1) });
        }

        var results = await ReadPagesAsync(Account(), pageSize: 10, rowCap: 40);

        results[^1].Error!.Code.ShouldBe("ringba_bad_answer");
    }

    [Fact]
    public async Task ReadCalls_WhenMarkedAsPartial_GoesOn()
    {
        AddCalls(25);
        _ringba.Faults.Add(new MarkedPartial());

        (await ReadAsync(pageSize: 10)).Count.ShouldBe(25);
    }

    [Fact]
    public async Task ReadCalls_WhenACallIsLive_SaysSo()
    {
        AddCall(0);
        _ringba.Faults.Add(new LiveRows());

        var call = (await ReadAsync()).ShouldHaveSingleItem();

        call.IsLive.ShouldBeTrue();
        call.Duration.ShouldBe(TimeSpan.Zero);
        call.Recording.ShouldBeNull();
    }

    [Fact]
    public async Task ReadCalls_WhenTheLinkComesLate_HasNoneYet()
    {
        AddCall(0);
        _ringba.Faults.Add(new LateRecordingLinks { SecondsAfterEnd = 1e9 });

        (await ReadAsync()).ShouldHaveSingleItem().Recording.ShouldBeNull();
    }

    [Fact]
    public async Task ReadCalls_WhenTheAccountLacksColumns_AsksOnlyForThoseItHas()
    {
        await _ringba.DisposeAsync();
        _ringba = await StartAsync(new RingbaSimulatorOptions { MissingColumns = ["buyer", "recordingUrl"] });
        AddCall(0);

        (await ReadAsync()).ShouldHaveSingleItem().Recording.ShouldBeNull();

        var asked = _ringba.Journal.Of(SimulatedRoute.CallLogs).ShouldHaveSingleItem().Body!["valueColumns"]!.AsArray();
        asked.Select(column => column!["column"]!.ToString()).ShouldNotContain("buyer");
    }

    [Fact]
    public async Task ReadCalls_WhenAColumnVanishes_DropsItAndGoesOn()
    {
        AddCall(0);
        _ringba.Faults.Add(new FailNext { Status = 422, Route = SimulatedRoute.CallLogs, Message = "Unknown value column: buyer" });

        (await ReadAsync()).Count.ShouldBe(1);

        var body = _ringba.Journal.Of(SimulatedRoute.CallLogs)[^1].Body!;
        var asked = body["valueColumns"]!.AsArray().Select(column => column!["column"]!.ToString()).ToList();
        asked.ShouldNotContain("buyer");
        asked.ShouldContain("targetName");
    }

    [Fact]
    public async Task ReadCalls_WhenTheIdColumnIsMissing_IsABadAnswer()
    {
        await _ringba.DisposeAsync();
        _ringba = await StartAsync(new RingbaSimulatorOptions { MissingColumns = ["inboundCallId"] });

        (await ReadErrorAsync()).Message.ShouldContain("'inboundCallId'");
    }

    [Fact]
    public async Task ReadCalls_WhenReadTwice_AsksForTheColumnsOnce()
    {
        AddCall(0);
        await ReadAsync();
        await ReadAsync();

        _ringba.Journal.Of(SimulatedRoute.Columns).Count.ShouldBe(1);
        _ringba.Journal.Of(SimulatedRoute.CallLogs).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task ReadCalls_WhenAnAttemptFails_TriesAgainLaterAndLater(int status)
    {
        AddCall(0);
        _ringba.Faults.Add(new FailNext { Count = 3, Status = status, Route = SimulatedRoute.CallLogs });

        (await ReadAsync()).Count.ShouldBe(1);

        _clock.Delays.Count.ShouldBe(3);
        _clock.Delays.ShouldAllBe(delay => delay <= TimeSpan.FromSeconds(60));
        _clock.Delays.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task ReadCalls_WhenThrottledByPayload_TriesAgain()
    {
        AddCall(0);
        _ringba.Faults.Add(new ThrottleNext { Count = 2, Route = SimulatedRoute.CallLogs });

        (await ReadAsync()).Count.ShouldBe(1);

        _clock.Delays.Count.ShouldBe(2);
    }

    [Fact]
    public async Task ReadCalls_WhenThrottledForEver_EndsAsThrottled()
    {
        _ringba.Faults.Add(new ThrottleNext { Count = 1_000 });

        (await ReadErrorAsync()).ShouldBe(RingbaErrors.Throttled);
        _ringba.Journal.Entries.Count.ShouldBe(6);
    }

    [Fact]
    public async Task ReadCalls_WhenToldWhenToComeBack_WaitsThatLong()
    {
        AddCall(0);
        _ringba.Faults.Add(new FailNext { Status = 429, RetryAfterSeconds = 17, Route = SimulatedRoute.CallLogs });

        (await ReadAsync()).Count.ShouldBe(1);

        _clock.Delays.ShouldBe([TimeSpan.FromSeconds(17)]);
    }

    [Fact]
    public async Task ReadCalls_WhenToldToWaitTooLong_EndsAsThrottled()
    {
        _ringba.Faults.Add(new FailNext { Status = 429, RetryAfterSeconds = 3_600 });

        (await ReadErrorAsync()).ShouldBe(RingbaErrors.Throttled);
        _clock.Delays.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(401, "ringba_bad_token")]
    [InlineData(403, "ringba_no_access")]
    [InlineData(404, "ringba_bad_account")]
    [InlineData(400, "ringba_bad_answer")]
    public async Task ReadCalls_WhenRefused_DoesNotTryAgain(int status, string code)
    {
        _ringba.Faults.Add(new FailNext { Count = 1_000, Status = status });

        (await ReadErrorAsync()).Code.ShouldBe(code);
        _ringba.Journal.Entries.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("wrong-token", RingbaSimulatorOptions.DefaultAccountId, "ringba_bad_token")]
    [InlineData(RingbaSimulatorOptions.DefaultToken, "RAother", "ringba_no_access")]
    [InlineData(RingbaSimulatorOptions.DefaultToken, "RAnobody", "ringba_bad_account")]
    public async Task ReadCalls_WhenTheCredentialsAreWrong_SaysWhatIsWrong(string token, string accountId, string code)
    {
        _ringba.Accounts.Add("RAother", "other-token");

        (await ReadErrorAsync(new RingbaAccount(_ringba.ApiAddress, accountId, token))).Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("RA1/../../other", "token", "ringba_bad_account")]
    [InlineData("", "token", "ringba_bad_account")]
    [InlineData("RA1", "token\r\nX-Other: 1", "ringba_bad_token")]
    [InlineData("RA1", "", "ringba_bad_token")]
    public async Task ReadCalls_WhenTheCredentialsHaveAWrongForm_AsksNothing(string accountId, string token, string code)
    {
        (await ReadErrorAsync(new RingbaAccount(_ringba.ApiAddress, accountId, token))).Code.ShouldBe(code);
        _ringba.Journal.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task ReadCalls_WhenAnAnswerBreaksOff_TriesAgain()
    {
        AddCall(0);
        _ringba.Faults.Add(new CutOffNext { Route = SimulatedRoute.CallLogs });

        (await ReadAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task ReadCalls_WhenNoAnswerComes_EndsAsUnreachable()
    {
        _ringba.Faults.Add(new HangNext { Count = 1_000 });

        var error = await ReadErrorAsync(attemptTimeout: TimeSpan.FromMilliseconds(300), maxRetries: 1);

        error.Code.ShouldBe("ringba_unreachable");
        error.Message.ShouldContain("0.3 s");
    }

    [Fact]
    public async Task ReadCalls_WhenTheAddressIsInsideTheNetwork_RefusesWithoutAsking()
    {
        var results = await ReadPagesAsync(Client(trusted: "https://api.ringba.com"), Account());

        results.ShouldHaveSingleItem().Error!.Code.ShouldBe("ringba_address_refused");
        _ringba.Journal.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task ReadCalls_WhenNobodyListens_EndsAsUnreachable()
    {
        var gone = Account();
        await _ringba.DisposeAsync();

        (await ReadErrorAsync(gone)).Code.ShouldBe("ringba_unreachable");
        _clock.Delays.Count.ShouldBe(5);
    }

    [Fact]
    public async Task ReadCalls_WhenAnAnswerIsTooLarge_IsABadAnswer()
    {
        AddCalls(40);

        (await ReadErrorAsync(maxResponseBytes: 6_000)).Message.ShouldContain("larger than 6000 bytes");
    }

    [Fact]
    public async Task ReadCalls_WhenALaterPageFails_HasGivenTheEarlierOnes()
    {
        AddCalls(25);
        var pages = new List<Result<IReadOnlyList<RingbaCall>>>();
        await foreach (var page in Client(pageSize: 10).ReadCallsAsync(Account(), Start, End, TestContext.Current.CancellationToken))
        {
            pages.Add(page);
            _ringba.Faults.Add(new FailNext { Count = 1_000, Status = 403 });
        }

        pages.Count.ShouldBe(2);
        pages[0].Value.Count.ShouldBe(10);
        pages[1].Error.ShouldBe(RingbaErrors.NoAccess);
    }

    [Fact]
    public async Task ReadCalls_WhenOneRowIsBroken_LeavesOnlyItOutAndSaysSo()
    {
        AddCalls(3);
        AddCall(3, call => call with { Fields = new Dictionary<string, JsonNode?> { ["callDt"] = "yesterday" } });

        (await ReadAsync()).Count.ShouldBe(3);

        _log.Lines.ShouldContain(line =>
            line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("1 rows without a usable id", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReadCalls_WhenCancelled_Throws()
    {
        var hang = new HangNext();
        _ringba.Faults.Add(hang);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var reading = Client().ReadCallsAsync(Account(), Start, End, stop.Token).GetAsyncEnumerator(stop.Token);
        var next = reading.MoveNextAsync().AsTask();
        await hang.Begun.WaitAsync(TestContext.Current.CancellationToken);
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => next);
        await reading.DisposeAsync();
    }

    [Fact]
    public async Task ReadCalls_WhateverHappens_KeepsTokenAndNumbersOutOfTheLog()
    {
        AddCall(0, call => call with
        {
            Fields = new Dictionary<string, JsonNode?> { ["inboundPhoneNumber"] = "+15135550102", ["conversionAmount"] = "much" },
        });
        _ringba.Faults.Add(new FailNext { Status = 500 });

        (await ReadAsync()).ShouldHaveSingleItem().Revenue.ShouldBeNull();

        _log.Lines.ShouldContain(line => line.Contains("conversionAmount", StringComparison.Ordinal));
        _log.Lines.ShouldAllBe(line =>
            !line.Contains("5135550102", StringComparison.Ordinal) && !line.Contains(_ringba.Token, StringComparison.Ordinal));
    }

    private static Task<RingbaSimulatorServer> StartAsync(RingbaSimulatorOptions options) =>
        RingbaSimulatorServer.StartAsync(options, TestContext.Current.CancellationToken);

    private RingbaAccount Account() => new(_ringba.ApiAddress, _ringba.AccountId, _ringba.Token);

    private void AddCalls(int count)
    {
        for (var i = 0; i < count; i++)
        {
            AddCall(i);
        }
    }

    private void AddCall(int minute, Func<SimulatedCall, SimulatedCall>? change = null)
    {
        var call = new SimulatedCall
        {
            InboundCallId = $"RGB{minute:D4}",
            StartedAt = Start.AddMinutes(minute),
            Duration = TimeSpan.FromSeconds(60),
            Recording = SimulatedRecording.OfBytes([1, 2, 3]),
        };
        _ringba.Calls.Add(change?.Invoke(call) ?? call);
    }

    private async Task<List<RingbaCall>> ReadAsync(int pageSize = 1000, int rowCap = 10_000)
    {
        var calls = new List<RingbaCall>();
        foreach (var page in await ReadPagesAsync(Account(), pageSize, rowCap))
        {
            page.Error.ShouldBeNull();
            calls.AddRange(page.Value);
        }

        return calls;
    }

    private async Task<Error> ReadErrorAsync(
        RingbaAccount? account = null, TimeSpan? attemptTimeout = null, int maxRetries = 5, int maxResponseBytes = 1_000_000)
    {
        var client = Client(attemptTimeout: attemptTimeout, maxRetries: maxRetries, maxResponseBytes: maxResponseBytes);
        var results = await ReadPagesAsync(client, account ?? Account());
        return results.ShouldHaveSingleItem().Error.ShouldNotBeNull();
    }

    private Task<List<Result<IReadOnlyList<RingbaCall>>>> ReadPagesAsync(RingbaAccount account, int pageSize, int rowCap) =>
        ReadPagesAsync(Client(pageSize, rowCap), account);

    private static async Task<List<Result<IReadOnlyList<RingbaCall>>>> ReadPagesAsync(IRingbaClient client, RingbaAccount account)
    {
        var results = new List<Result<IReadOnlyList<RingbaCall>>>();
        await foreach (var page in client.ReadCallsAsync(account, Start, End, TestContext.Current.CancellationToken))
        {
            results.Add(page);
        }

        return results;
    }

    private IRingbaClient Client(
        int pageSize = 1000, int rowCap = 10_000, TimeSpan? attemptTimeout = null, int maxRetries = 5, int maxResponseBytes = 1_000_000,
        string? trusted = null)
    {
        if (_services is null)
        {
            var timeout = attemptTimeout ?? AttemptTimeout;
            var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Outbound:TrustedOrigins:0"] = trusted ?? _ringba.ApiAddress.GetLeftPart(UriPartial.Authority),
                ["Ringba:PageSize"] = $"{pageSize}",
                ["Ringba:RowCap"] = $"{rowCap}",
                ["Ringba:AttemptTimeout"] = timeout.ToString(),
                ["Ringba:MaxRetries"] = $"{maxRetries}",
                ["Ringba:MaxResponseBytes"] = $"{maxResponseBytes}",
            }).Build();
            _services = new ServiceCollection()
                .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_log))
                .AddSingleton<TimeProvider>(attemptTimeout is null ? _clock : new RetryClock(timeout))
                .AddRingba(configuration)
                .BuildServiceProvider(validateScopes: true);
        }

        return _services.GetRequiredService<IRingbaClient>();
    }

    private sealed class LogLines : ILoggerProvider, ILogger
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
