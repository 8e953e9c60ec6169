using CallScript.Domain.Calls;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Infrastructure.Tests.Ingest;

/// <summary>A caller who called before is marked, in whatever order and by whichever way the calls come in.</summary>
public sealed class RepeatCallTests : IAsyncLifetime
{
    private const string Caller = "+13125550100";

    private RingbaWorld _world = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _world = await RingbaWorld.CreateAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task ACaller_WhoCallsAgain_IsMarkedWithTheTimeSince_OnTheSameCampaignAndOnAnother()
    {
        Report("FIRST", minutesAgo: 50, campaign: "CA1");
        Report("OTHER", minutesAgo: 40, campaign: "CA2");
        Report("AGAIN", minutesAgo: 30, campaign: "CA1");
        _world.Report("STRANGER", _world.Now.AddMinutes(-20), callerNumber: "+13125550199");
        _world.Report("NOBODY", _world.Now.AddMinutes(-10));
        _world.Report("NOBODY2", _world.Now.AddMinutes(-9));

        await _world.IngestAsync();

        var marks = await MarksAsync();
        marks.Keys.ShouldBe(["OTHER", "AGAIN"], ignoreOrder: true);
        (marks["OTHER"].SincePreviousCall, marks["OTHER"].SincePreviousOnCampaign).ShouldBe((TimeSpan.FromMinutes(10), null));
        (marks["AGAIN"].SincePreviousCall, marks["AGAIN"].SincePreviousOnCampaign)
            .ShouldBe((TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(20)));
    }

    [Fact]
    public async Task ARowThatComesLate_MarksTheLaterCall_AndMovesItsMark()
    {
        Report("LAST", minutesAgo: 5);
        await _world.IngestAsync();
        (await MarksAsync()).ShouldBeEmpty();

        Report("EARLIEST", minutesAgo: 19);
        await _world.IngestAsync();
        (await MarksAsync())["LAST"].SincePreviousCall.ShouldBe(TimeSpan.FromMinutes(14));

        Report("BETWEEN", minutesAgo: 12);
        await _world.IngestAsync();

        var marks = await MarksAsync();
        marks["LAST"].SincePreviousCall.ShouldBe(TimeSpan.FromMinutes(7));
        marks["BETWEEN"].SincePreviousCall.ShouldBe(TimeSpan.FromMinutes(7));
        marks.ShouldNotContainKey("EARLIEST");
    }

    [Fact]
    public async Task ACallerOfAnotherOrganization_IsNoRepeatCaller()
    {
        Report("OURS", minutesAgo: 30);
        await _world.IngestAsync();
        var other = await _world.Installation.AddOrganizationAsync(Cancellation);
        await _world.ConnectAsync(other);

        (await _world.IngestAsync(organization: other)).ShouldNotBeNull();

        (await _world.Worker.QueryAsync(other, db => db.Calls.CountAsync(Cancellation))).ShouldBe(1);
        (await _world.Worker.QueryAsync(other, db => db.RepeatCalls.CountAsync(Cancellation))).ShouldBe(0);
    }

    private void Report(string id, int minutesAgo, string campaign = "CA1") =>
        _world.Report(id, _world.Now.AddMinutes(-minutesAgo), callerNumber: Caller, campaign: campaign);

    private Task<Dictionary<string, RepeatCall>> MarksAsync() => _world.Worker.QueryAsync(_world.Organization, db => db.Calls.AsNoTracking()
        .Where(call => call.Repeat != null)
        .Select(call => new { call.SourceCallId, call.Repeat })
        .ToDictionaryAsync(row => row.SourceCallId, row => row.Repeat!, Cancellation));
}
