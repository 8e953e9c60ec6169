using CallScript.Application.Integrations.Ringba;
using CallScript.Domain.Integrations;
using CallScript.Domain.Pipeline;
using CallScript.RingbaSimulator;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CallScript.Infrastructure.Tests.Ingest;

/// <summary>A pixel makes reading sooner and nothing else.</summary>
public sealed class RingbaPixelTests : IAsyncLifetime
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private RingbaWorld _world = null!;
    private string _token = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _world = await RingbaWorld.CreateAsync();
        _token = (await IssueAsync()).Split('/')[^1];
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Pixel_WhileTheAccountWaits_MakesOneReadDueHoweverManyCome()
    {
        await ReadAsync();
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        var read = (await _world.ConnectionAsync()).LastReadAt!.Value;

        foreach (var _ in Enumerable.Range(0, 20))
        {
            (await AnnounceAsync(_token)).ShouldBeTrue();
        }

        (await ItemAsync()).AvailableAt.ShouldBe(read + RingbaConnection.PixelPause, "the account gets its pause all the same");
        (await _world.ConnectionAsync()).LastPixelAt.ShouldBe(_world.Now);
        (await _world.CallIdsAsync()).ShouldBeEmpty("a pixel writes no call");
    }

    [Fact]
    public async Task Pixel_LongAfterARead_MakesTheNextOneDueAtOnceAndNeverLater()
    {
        await ReadAsync();
        _world.Clock.Advance(TimeSpan.FromSeconds(9));
        await AnnounceAsync(_token);
        (await ItemAsync()).AvailableAt.ShouldBe(_world.Now);

        var due = _world.Now;
        _world.Clock.Advance(TimeSpan.FromSeconds(2));
        await AnnounceAsync(_token);

        (await ItemAsync()).AvailableAt.ShouldBe(due);
    }

    [Fact]
    public async Task Pixel_WhileTheAccountIsRead_HasItReadOnceMore()
    {
        var lease = (await _world.Worker.ClaimAsync(Lane.Ingest)).Single();
        await AnnounceAsync(_token);
        await _world.Worker.WorkAsync(_world.Organization, new IngestCalls(lease, Interval));

        (await ItemAsync()).AvailableAt.ShouldBe(_world.Now + RingbaConnection.PixelPause);

        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await ReadAsync();
        (await ItemAsync()).AvailableAt.ShouldBe(_world.Now + Interval, "and then as before");
    }

    [Fact]
    public async Task Pixel_WhileRingbaFails_DoesNotShortenTheWait()
    {
        var waits = _world.Now.AddMinutes(5);
        await using (var db = _world.Installation.OwnerContext(_world.Organization))
        {
            await db.WorkItems.Where(item => item.Lane == Lane.Ingest).ExecuteUpdateAsync(
                set => set.SetProperty(item => item.AvailableAt, waits).SetProperty(item => item.Attempts, 3), Cancellation);
        }

        (await AnnounceAsync(_token)).ShouldBeTrue();

        (await ItemAsync()).AvailableAt.ShouldBe(waits);
    }

    [Fact]
    public async Task Pixel_ThatMakesWorkDueEarlier_WakesItsLane()
    {
        await ReadAsync();
        _world.Clock.Advance(TimeSpan.FromSeconds(9));
        await using var listener = new NpgsqlConnection(_world.Installation.Database.WorkerConnectionString);
        await listener.OpenAsync(Cancellation);
        await using (var listen = new NpgsqlCommand("listen callscript_work", listener))
        {
            await listen.ExecuteNonQueryAsync(Cancellation);
        }

        var heard = new TaskCompletionSource<string>();
        listener.Notification += (_, signal) => heard.TrySetResult(signal.Payload);
        await AnnounceAsync(_token);
        await listener.WaitAsync(Cancellation);

        (await heard.Task).ShouldBe("ingest");
    }

    [Fact]
    public async Task Pixel_ThatNamesCalls_HasThemLookedUpTogetherAndTakenInWithoutARead()
    {
        await ReadAsync();
        var read = (await _world.ConnectionAsync()).LastReadAt!.Value;
        _world.Clock.Advance(TimeSpan.FromSeconds(2));
        _world.Report("RGB1", _world.Now.AddMinutes(-2), revenue: 12.5m);
        _world.Report("RGB2", _world.Now.AddMinutes(-1));
        _world.Ringba.Journal.Clear();

        foreach (var id in (string[])["RGB1", "RGB2", "RGB1"])
        {
            (await AnnounceAsync(_token, id)).ShouldBeTrue();
        }

        (await _world.CallIdsAsync()).ShouldBeEmpty("the request writes no call");
        (await ItemAsync()).AvailableAt.ShouldBe(_world.Now + RingbaConnection.PixelPrecision);
        await ReadAsync();

        (await _world.CallIdsAsync()).ShouldBe(["RGB1", "RGB2"]);
        var call = await _world.CallAsync("RGB1");
        (call.Revenue, call.DurationSeconds, call.CampaignName, call.IsReadyForVault).ShouldBe((12.5m, 90, "Medicare", true));
        _world.Ringba.Journal.Of(SimulatedRoute.Detail).ShouldHaveSingleItem();
        _world.Ringba.Journal.Of(SimulatedRoute.CallLogs).ShouldBeEmpty();
        (await ItemAsync()).AvailableAt.ShouldBe(read + Interval, "polling stays the truth, at its own pace");
        (await _world.ConnectionAsync()).LastReadAt.ShouldBe(read);

        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await ReadAsync();
        _world.Ringba.Journal.Of(SimulatedRoute.Detail).ShouldHaveSingleItem("each is looked up once");
        (await _world.Worker.QueryAsync(_world.Organization, db => db.CallRevisions.AnyAsync(Cancellation))).ShouldBeFalse();
    }

    [Theory]
    [InlineData("unknown id")]
    [InlineData("record without a length")]
    [InlineData("throttled")]
    [InlineData("budget spent")]
    public async Task Pixel_WhoseCallIsNotFound_HasTheAccountRead(string what)
    {
        await using var world = await RingbaWorld.CreateAsync(
            what == "budget spent" ? new Dictionary<string, string?> { ["Ringba:DetailRequestsPerMinute"] = "1" } : null);
        var token = (await IssueAsync(world)).Split('/')[^1];
        await ReadAsync(world);
        world.Clock.Advance(TimeSpan.FromSeconds(9));
        world.Report("RGB1", world.Now.AddMinutes(-2));
        switch (what)
        {
            case "record without a length":
                world.Ringba.Faults.Add(new WithoutLengths());
                break;
            case "throttled":
                world.Ringba.Faults.Add(new ThrottleNext { Route = SimulatedRoute.Detail });
                break;
            case "budget spent":
                await AnnounceAsync(token, "RGB1", world);
                await ReadAsync(world);
                world.Report("RGB2", world.Now.AddMinutes(-1));
                world.Clock.Advance(TimeSpan.FromSeconds(5));
                break;
        }

        world.Ringba.Journal.Clear();
        await AnnounceAsync(token, what == "unknown id" ? "RGB999" : what == "budget spent" ? "RGB2" : "RGB1", world);
        await ReadAsync(world);

        world.Ringba.Journal.Of(SimulatedRoute.CallLogs).ShouldNotBeEmpty();
        (await world.CallIdsAsync()).ShouldContain(what == "budget spent" ? "RGB2" : "RGB1");
        (await world.Worker.QueryAsync(world.Organization, db => db.RingbaAnnouncements.AnyAsync(Cancellation))).ShouldBeFalse();
    }

    [Fact]
    public async Task Pixel_WhoseCallIsNotFoundRightAfterARead_LeavesTheAccountItsPause()
    {
        await ReadAsync();
        var read = (await _world.ConnectionAsync()).LastReadAt!.Value;
        _world.Clock.Advance(TimeSpan.FromSeconds(2));
        await AnnounceAsync(_token, "RGB999");

        await ReadAsync();

        (await ItemAsync()).AvailableAt.ShouldBe(read + RingbaConnection.PixelPause);
    }

    [Fact]
    public async Task Pixel_WhoseTokenWasNotFilledIn_CountsAsOneWithoutAnId()
    {
        await ReadAsync();
        _world.Clock.Advance(TimeSpan.FromSeconds(9));

        foreach (var id in (string[])["[Call:InboundCallId]", "", new string('A', 101), "a b"])
        {
            await AnnounceAsync(_token, id);
        }

        (await ItemAsync()).AvailableAt.ShouldBe(_world.Now);
        (await _world.Worker.QueryAsync(_world.Organization, db => db.RingbaAnnouncements.AnyAsync(Cancellation))).ShouldBeFalse();
    }

    [Fact]
    public async Task Pixels_WithMoreIdsThanAreKept_FillNoMoreAndHaveTheAccountRead()
    {
        await using (var db = _world.Installation.OwnerContext(_world.Organization))
        {
            var connection = await _world.ConnectionAsync();
            db.RingbaAnnouncements.AddRange(Enumerable.Range(0, RingbaAnnouncement.MostWaiting).Select(number => RingbaAnnouncement.Create(
                _world.Organization.Id, new RingbaAnnouncementId(Guid.CreateVersion7()), connection.Id, $"RGB{number}", _world.Now)));
            await db.SaveChangesAsync(Cancellation);
        }

        (await AnnounceAsync(_token, "RGBX")).ShouldBeTrue();

        (await _world.Worker.QueryAsync(_world.Organization, db => db.RingbaAnnouncements.CountAsync(Cancellation)))
            .ShouldBe(RingbaAnnouncement.MostWaiting);
    }

    [Fact]
    public async Task Token_ThatWasReplacedOrRemoved_AnnouncesNothing()
    {
        var renewed = (await IssueAsync()).Split('/')[^1];

        (await AnnounceAsync(_token)).ShouldBeFalse();
        (await AnnounceAsync("never-was")).ShouldBeFalse();
        (await AnnounceAsync(renewed)).ShouldBeTrue();
        (await _world.Installation.SendAsync(_world.Organization, new RemoveRingbaPixel(), Cancellation)).IsSuccess.ShouldBeTrue();
        (await AnnounceAsync(renewed)).ShouldBeFalse();
        (await _world.ConnectionAsync()).PixelTokenHash.ShouldBeNull();
    }

    private async Task<string> IssueAsync(RingbaWorld? world = null)
    {
        world ??= _world;
        return (await world.Installation.SendAsync(world.Organization, new IssueRingbaPixel(), Cancellation)).Value.Path;
    }

    private async Task<bool> AnnounceAsync(string token, string? callId = null, RingbaWorld? world = null) =>
        (await (world ?? _world).Installation.SendAsync(null, new AnnounceRingbaCall(token, callId), Cancellation)).IsSuccess;

    private async Task ReadAsync(RingbaWorld? world = null)
    {
        world ??= _world;
        var lease = (await world.Worker.ClaimAsync(Lane.Ingest)).Single();
        await world.Worker.WorkAsync(world.Organization, new IngestCalls(lease, Interval));
    }

    private Task<WorkItem> ItemAsync() => _world.Worker.QueryAsync(
        _world.Organization, db => db.WorkItems.AsNoTracking().SingleAsync(item => item.Lane == Lane.Ingest, Cancellation));

    private sealed class WithoutLengths : Fault
    {
        public override bool Lacks(string column, string accountId, DateTimeOffset now) => column == "callLengthInSeconds";
    }
}
