using CallScript.Application.Integrations.Ringba;
using CallScript.Application.Pipeline;
using CallScript.Domain.Pipeline;
using CallScript.Infrastructure.Tests.Ingest;
using CallScript.RingbaSimulator;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Infrastructure.Tests.Ringba;

/// <summary>An account that keeps failing is left alone for ever longer, and others do not notice.</summary>
public sealed class CircuitBreakerTests
{
    private static readonly Dictionary<string, string?> TriedOnce = new() { ["Ringba:MaxRetries"] = "0" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ingest_ThatKeepsFailing_PausesForEverLongerAndRecoversByItself()
    {
        await using var world = await RingbaWorld.CreateAsync(TriedOnce);
        var fault = new FailNext { Status = 503, Count = int.MaxValue };
        world.Ringba.Faults.Add(fault);
        var asked = new List<DateTimeOffset>();
        for (var turn = 0; turn < 240; turn++)
        {
            var before = world.Ringba.Journal.Entries.Count;
            await TurnAsync(world);
            if (world.Ringba.Journal.Entries.Count > before)
            {
                asked.Add(world.Now);
            }

            world.Clock.Advance(TimeSpan.FromSeconds(15));
        }

        var waits = asked.Zip(asked.Skip(1), (left, right) => right - left).ToList();
        waits[..4].ShouldBe([TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1)]);
        waits.Max().ShouldBe(TimeSpan.FromMinutes(15));
        (await world.ConnectionAsync()).InvalidSince.ShouldBeNull();

        world.Ringba.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        await TurnAsync(world);
        var recovered = await world.ConnectionAsync();
        (recovered.FailuresInARow, recovered.NextProbeAt, recovered.LastReadAt).ShouldBe((0, null, world.Now));
    }

    [Fact]
    public async Task Ingest_OfAnotherOrganization_IsNotHeldUp()
    {
        await using var world = await RingbaWorld.CreateAsync(TriedOnce);
        await using var healthyRingba = await RingbaSimulatorServer.StartAsync(cancellationToken: Cancellation);
        var settings = new Dictionary<string, string?>(TriedOnce)
        {
            ["Outbound:TrustedOrigins:1"] = healthyRingba.Address.GetLeftPart(UriPartial.Authority),
        };
        await using var worker = new Privacy.WorkerHost(world.Installation, world.Clock, world.Ringba.Address, settings);
        var healthy = await world.Installation.AddOrganizationAsync(Cancellation);
        (await world.Installation.SendAsync(
            healthy, new ConnectRingba(healthyRingba.ApiAddress, healthyRingba.AccountId, healthyRingba.Token, world.Now.AddHours(-1)), Cancellation))
            .IsSuccess.ShouldBeTrue();
        world.Ringba.Faults.Add(new FailNext { Status = 503, Count = int.MaxValue });

        for (var turn = 0; turn < 8; turn++)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(15));
            var before = world.Ringba.Journal.Entries.Count;
            foreach (var lease in await worker.ClaimAsync(Lane.Ingest))
            {
                var owner = lease.OrganizationId == healthy.Id ? healthy : world.Organization;
                await SettleAsync(worker, owner, lease);
            }

            (await worker.QueryAsync(healthy, db => db.RingbaConnections.Select(row => row.LastReadAt).SingleAsync(Cancellation)))
                .ShouldBe(world.Now);
            (world.Ringba.Journal.Entries.Count - before).ShouldBeLessThanOrEqualTo(1);
        }
    }

    private static async Task TurnAsync(RingbaWorld world)
    {
        var lease = (await world.Worker.ClaimAsync(Lane.Ingest)).ShouldHaveSingleItem();
        await SettleAsync(world.Worker, world.Organization, lease);
    }

    private static async Task SettleAsync(Privacy.WorkerHost worker, TestKit.Hosting.TestOrganization owner, WorkLease lease)
    {
        if (await worker.WorkAsync(owner, new IngestCalls(lease, TimeSpan.Zero)) is LaneOutcome.Retry retry)
        {
            await worker.SendAsync(owner, new ReturnToQueue(lease, TimeSpan.Zero, retry.Cause));
        }
    }
}
