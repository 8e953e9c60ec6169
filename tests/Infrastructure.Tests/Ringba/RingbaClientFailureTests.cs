using System.Text.Json.Nodes;
using CallScript.Application.Ingest;
using CallScript.Application.Integrations.Ringba;
using CallScript.Domain.Common;
using CallScript.RingbaSimulator;

namespace CallScript.Infrastructure.Tests.Ringba;

/// <summary>What the client makes of refusals, throttling, broken answers and silence.</summary>
public sealed class RingbaClientFailureTests : RingbaClientTest
{
    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task ReadCalls_WhenAnAttemptFails_TriesAgainLaterAndLater(int status)
    {
        AddCall(0);
        Ringba.Faults.Add(new FailNext { Count = 3, Status = status, Route = SimulatedRoute.CallLogs });

        (await ReadAsync()).Count.ShouldBe(1);

        Clock.Delays.Count.ShouldBe(3);
        Clock.Delays.ShouldAllBe(delay => delay <= TimeSpan.FromSeconds(60));
        Clock.Delays.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task ReadCalls_WhenThrottledByPayload_TriesAgain()
    {
        AddCall(0);
        Ringba.Faults.Add(new ThrottleNext { Count = 2, Route = SimulatedRoute.CallLogs });

        (await ReadAsync()).Count.ShouldBe(1);

        Clock.Delays.Count.ShouldBe(2);
    }

    [Fact]
    public async Task ReadCalls_WhenThrottledForEver_EndsAsThrottled()
    {
        Ringba.Faults.Add(new ThrottleNext { Count = 1_000 });

        (await ReadErrorAsync()).ShouldBe(RingbaErrors.Throttled);
        Ringba.Journal.Entries.Count.ShouldBe(6);
    }

    [Fact]
    public async Task ReadCalls_WhenToldWhenToComeBack_WaitsThatLong()
    {
        AddCall(0);
        Ringba.Faults.Add(new FailNext { Status = 429, RetryAfterSeconds = 17, Route = SimulatedRoute.CallLogs });

        (await ReadAsync()).Count.ShouldBe(1);

        Clock.Delays.ShouldBe([TimeSpan.FromSeconds(17)]);
    }

    [Fact]
    public async Task ReadCalls_WhenToldToWaitTooLong_EndsAsThrottled()
    {
        Ringba.Faults.Add(new FailNext { Status = 429, RetryAfterSeconds = 3_600 });

        (await ReadErrorAsync()).ShouldBe(RingbaErrors.Throttled);
        Clock.Delays.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(401, "ringba_bad_token")]
    [InlineData(403, "ringba_no_access")]
    [InlineData(404, "ringba_bad_account")]
    [InlineData(400, "ringba_bad_answer")]
    public async Task ReadCalls_WhenRefused_DoesNotTryAgain(int status, string code)
    {
        Ringba.Faults.Add(new FailNext { Count = 1_000, Status = status });

        (await ReadErrorAsync()).Code.ShouldBe(code);
        Ringba.Journal.Entries.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("wrong-token", RingbaSimulatorOptions.DefaultAccountId, "ringba_bad_token")]
    [InlineData(RingbaSimulatorOptions.DefaultToken, "RAother", "ringba_no_access")]
    [InlineData(RingbaSimulatorOptions.DefaultToken, "RAnobody", "ringba_bad_account")]
    public async Task ReadCalls_WhenTheCredentialsAreWrong_SaysWhatIsWrong(string token, string accountId, string code)
    {
        Ringba.Accounts.Add("RAother", "other-token");

        (await ReadErrorAsync(new RingbaAccount(Ringba.ApiAddress, accountId, token))).Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("RA1/../../other", "token", "ringba_bad_account")]
    [InlineData("", "token", "ringba_bad_account")]
    [InlineData("RA1", "token\r\nX-Other: 1", "ringba_bad_token")]
    [InlineData("RA1", "", "ringba_bad_token")]
    public async Task ReadCalls_WhenTheCredentialsHaveAWrongForm_AsksNothing(string accountId, string token, string code)
    {
        (await ReadErrorAsync(new RingbaAccount(Ringba.ApiAddress, accountId, token))).Code.ShouldBe(code);
        Ringba.Journal.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task ReadCalls_WhenAnAnswerBreaksOff_TriesAgain()
    {
        AddCall(0);
        Ringba.Faults.Add(new CutOffNext { Route = SimulatedRoute.CallLogs });

        (await ReadAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task ReadCalls_WhenNoAnswerComes_EndsAsUnreachable()
    {
        Ringba.Faults.Add(new HangNext { Count = 1_000 });

        var error = await ReadErrorAsync(attemptTimeout: TimeSpan.FromMilliseconds(300), maxRetries: 1);

        error.Code.ShouldBe("ringba_unreachable");
        error.Message.ShouldContain("0.3 s");
    }

    [Fact]
    public async Task ReadCalls_WhenTheAddressIsInsideTheNetwork_RefusesWithoutAsking()
    {
        var results = await ReadPagesAsync(Client(trusted: "https://api.ringba.com"), Account());

        results.ShouldHaveSingleItem().Error!.Code.ShouldBe("ringba_address_refused");
        Ringba.Journal.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task ReadCalls_WhenNobodyListens_EndsAsUnreachable()
    {
        var gone = Account();
        await Ringba.DisposeAsync();

        (await ReadErrorAsync(gone)).Code.ShouldBe("ringba_unreachable");
        Clock.Delays.Count.ShouldBe(5);
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
        var pages = new List<Result<IReadOnlyList<SourceCall>>>();
        await foreach (var page in Client(pageSize: 10).ReadCallsAsync(Account(), Start, End, TestContext.Current.CancellationToken))
        {
            pages.Add(page);
            Ringba.Faults.Add(new FailNext { Count = 1_000, Status = 403 });
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

        Log.Lines.ShouldContain(line =>
            line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("1 rows without a usable id", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReadCalls_WhenCancelled_Throws()
    {
        var hang = new HangNext();
        Ringba.Faults.Add(hang);
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
        Ringba.Faults.Add(new FailNext { Status = 500 });

        (await ReadAsync()).ShouldHaveSingleItem().Revenue.ShouldBeNull();

        Log.Lines.ShouldContain(line => line.Contains("conversionAmount", StringComparison.Ordinal));
        Log.Lines.ShouldAllBe(line =>
            !line.Contains("5135550102", StringComparison.Ordinal) && !line.Contains(Ringba.Token, StringComparison.Ordinal));
    }
}
