using CallScript.Application.Integrations.Ringba;
using CallScript.Domain.Integrations;
using CallScript.Domain.Pipeline;
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

    private async Task<string> IssueAsync() =>
        (await _world.Installation.SendAsync(_world.Organization, new IssueRingbaPixel(), Cancellation)).Value.Path;

    private async Task<bool> AnnounceAsync(string token) =>
        (await _world.Installation.SendAsync(null, new AnnounceRingbaCall(token), Cancellation)).IsSuccess;

    private async Task ReadAsync()
    {
        var lease = (await _world.Worker.ClaimAsync(Lane.Ingest)).Single();
        await _world.Worker.WorkAsync(_world.Organization, new IngestCalls(lease, Interval));
    }

    private Task<WorkItem> ItemAsync() => _world.Worker.QueryAsync(
        _world.Organization, db => db.WorkItems.AsNoTracking().SingleAsync(item => item.Lane == Lane.Ingest, Cancellation));
}
