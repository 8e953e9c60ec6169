using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.Domain.Pipeline;
using CallScript.Infrastructure.Persistence;
using CallScript.Infrastructure.WorkQueue;
using CallScript.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CallScript.Infrastructure.Tests.WorkQueue;

public sealed class PostgresWorkQueueTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private TestInstallation _installation = null!;
    private TestOrganization _organization = null!;
    private NpgsqlDataSource _database = null!;
    private PostgresWorkQueue _queue = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _installation = await TestInstallation.CreateAsync(cancellationToken: Cancellation);
        _organization = await _installation.AddOrganizationAsync(Cancellation);
        _database = NpgsqlDataSource.Create(_installation.Database.WorkerConnectionString);
        _queue = new PostgresWorkQueue(_database, Options.Create(new WorkQueueOptions()));
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _installation.DisposeAsync();
    }

    [Fact]
    public async Task Claim_WithSeveralWaiting_TakesTheNewestFirst()
    {
        await EnqueueAsync(_organization, 5);

        var first = await _queue.ClaimAsync(Lane.Vault, "a", 2, Lease, Cancellation);
        var second = await _queue.ClaimAsync(Lane.Vault, "a", 10, Lease, Cancellation);

        (await PrioritiesAsync([.. first, .. second])).ShouldBe([4, 3, 2, 1, 0]);
        (await _queue.ClaimAsync(Lane.Vault, "a", 10, Lease, Cancellation)).ShouldBeEmpty();
        (await _queue.ClaimAsync(Lane.Judge, "a", 10, Lease, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Claim_FromManyClaimersAtOnce_GivesEachItemToOne()
    {
        const int Items = 400;
        await EnqueueAsync(_organization, Items);

        var claimed = await Task.WhenAll(Enumerable.Range(0, 8).Select(async claimer =>
        {
            var mine = new List<WorkLease>();
            while (await _queue.ClaimAsync(Lane.Vault, $"claimer {claimer}", 7, Lease, Cancellation) is { Count: > 0 } batch)
            {
                mine.AddRange(batch);
            }

            return mine;
        }));

        var ids = claimed.SelectMany(mine => mine).Select(lease => lease.Id).ToList();
        ids.Count.ShouldBe(Items);
        ids.Distinct().Count().ShouldBe(Items);
    }

    [Fact]
    public async Task Claim_WithAnotherOrganizationsBacklog_DelaysNoFreshCallByMoreThanABatch()
    {
        var other = await _installation.AddOrganizationAsync(Cancellation);
        await EnqueueAsync(_organization, 200);
        await EnqueueAsync(other, 1);

        var batches = new List<WorkLease>();
        batches.AddRange(await _queue.ClaimAsync(Lane.Vault, "a", 10, Lease, Cancellation));

        batches.ShouldContain(lease => lease.OrganizationId == other.Id);
        batches.Count.ShouldBe(10);
    }

    [Fact]
    public async Task Claim_WithMoreOrganizationsThanItTakes_ServesEachBeforeAnyTwice()
    {
        var organizations = new List<TestOrganization> { _organization };
        while (organizations.Count < 7)
        {
            organizations.Add(await _installation.AddOrganizationAsync(Cancellation));
        }

        foreach (var organization in organizations)
        {
            await EnqueueAsync(organization, 5);
        }

        var served = new List<WorkLease>();
        for (var i = 0; i < 4; i++)
        {
            var batch = await _queue.ClaimAsync(Lane.Vault, "a", 7, Lease, Cancellation);
            batch.Select(lease => lease.OrganizationId).ShouldBe(organizations.Select(organization => organization.Id), ignoreOrder: true);
            served.AddRange(batch);
        }

        (await _queue.ClaimAsync(Lane.Vault, "a", 50, Lease, Cancellation)).Count.ShouldBe(7);
        served.Select(lease => lease.Id).Distinct().Count().ShouldBe(28);
    }

    [Fact]
    public async Task Claim_ExceptForAnOrganization_LeavesItsItems()
    {
        var other = await _installation.AddOrganizationAsync(Cancellation);
        await EnqueueAsync(_organization, 3);
        await EnqueueAsync(other, 3);

        // As many claims as take what has waited for too long first, and one more.
        for (var claim = 0; claim <= 8; claim++)
        {
            var leases = await _queue.ClaimAsync(Lane.Vault, "a", 10, Lease, new HashSet<OrganizationId> { _organization.Id }, Cancellation);
            leases.Select(lease => lease.OrganizationId).ShouldBe(Enumerable.Repeat(other.Id, claim == 0 ? 3 : 0));
        }

        (await _queue.ClaimAsync(Lane.Vault, "a", 10, Lease, Cancellation)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Claim_WhileNewerWorkKeepsComing_ReachesWhatHasWaitedForTooLong()
    {
        await EnqueueAsync(_organization, 1, TimeProvider.System.GetUtcNow().AddHours(-7));
        var old = await OldestAsync();
        for (var claim = 0; claim < 8; claim++)
        {
            await EnqueueAsync(_organization, 3, TimeProvider.System.GetUtcNow().AddMinutes(claim));
            if ((await _queue.ClaimAsync(Lane.Vault, "a", 2, Lease, Cancellation)).Any(lease => lease.Id == old))
            {
                return;
            }
        }

        Assert.Fail("Eight claims went to newer work.");
    }

    [Fact]
    public async Task Complete_OfItemsOneOfWhichIsLost_EndsTheOthers()
    {
        await EnqueueAsync(_organization, 3);
        var leases = await _queue.ClaimAsync(Lane.Vault, "a", 3, Lease, Cancellation);
        var stale = leases[1] with { FencingToken = leases[1].FencingToken - 1 };

        var ended = await _queue.CompleteAsync([leases[0], stale, leases[2]], Cancellation);

        ended.ShouldBe([leases[0].Id, leases[2].Id], ignoreOrder: true);
        (await _queue.ExtendAsync(leases, Lease, Cancellation)).ShouldBe([leases[1].Id]);
    }

    [Fact]
    public async Task Extend_WithAnOldFencingToken_SaysThatTheLeaseIsLost()
    {
        await EnqueueAsync(_organization, 2);
        var leases = await _queue.ClaimAsync(Lane.Vault, "a", 2, Lease, Cancellation);
        var stale = leases[1] with { FencingToken = leases[1].FencingToken - 1 };

        var held = await _queue.ExtendAsync([leases[0], stale], Lease, Cancellation);

        held.ShouldBe([leases[0].Id]);
    }

    [Fact]
    public async Task ClaimExpired_AfterTheLeaseRanOut_TakesTheItemOverWithANewToken()
    {
        await EnqueueAsync(_organization, 1);
        var dead = (await _queue.ClaimAsync(Lane.Factory, "dead", 1, Lease, Cancellation)).ShouldHaveSingleItem();
        (await _queue.ClaimExpiredAsync("reaper", 10, Lease, Cancellation)).ShouldBeEmpty("the lease still holds");
        await ExpireAllAsync();

        var taken = (await _queue.ClaimExpiredAsync("reaper", 10, Lease, Cancellation)).ShouldHaveSingleItem();

        taken.Id.ShouldBe(dead.Id);
        taken.Attempt.ShouldBe(dead.Attempt, "taking over is not another attempt");
        taken.FencingToken.ShouldBeGreaterThan(dead.FencingToken);
        (await _queue.ClaimExpiredAsync("second reaper", 10, Lease, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Commit_WithALostLease_RollsEverythingBack()
    {
        await EnqueueAsync(_organization, 1);
        var slow = (await _queue.ClaimAsync(Lane.Factory, "slow", 1, Lease, Cancellation)).ShouldHaveSingleItem();
        await ExpireAllAsync();
        await _queue.ClaimExpiredAsync("reaper", 10, Lease, Cancellation);
        await using var scope = _installation.Scope(_organization);
        var db = WorkerContext(scope);
        db.Calls.Add(CallBuilder.Pending(_organization.Id));
        db.WorkItems.Remove(WorkItem.Held(slow));

        await Should.ThrowAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync(Cancellation));

        (await db.Calls.CountAsync(Cancellation)).ShouldBe(0);
    }

    [Fact]
    public async Task Listen_WhenWorkIsCommitted_HearsItsLane()
    {
        await using var heard = new WorkSignals(_database).ListenAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        var next = heard.MoveNextAsync();
        await using (var probe = await _database.OpenConnectionAsync(Cancellation))
        {
            // The listener must have subscribed before anything is sent.
            while (!next.IsCompleted && !await IsListeningAsync(probe))
            {
                await Task.Yield();
            }
        }

        await EnqueueAsync(_organization, 3);

        (await next).ShouldBeTrue();
        heard.Current.ShouldBeOneOf(Lane.Vault, Lane.Factory);
    }

    private static async Task<bool> IsListeningAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            "select exists (select from pg_stat_activity where datname = current_database() and query like 'listen %')", connection);
        return (bool)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    // Each lane once, so that every lane's leases are seen to expire.
    private async Task EnqueueAsync(TestOrganization organization, int count, DateTimeOffset? from = null)
    {
        await using var scope = _installation.Scope(organization);
        var db = WorkerContext(scope);
        for (var i = 0; i < count; i++)
        {
            foreach (var lane in (Lane[])[Lane.Vault, Lane.Factory])
            {
                db.WorkItems.Add(WorkItem.Create(
                    organization.Id, TimeProvider.System.NewId<WorkItemId>(), lane, Guid.CreateVersion7(),
                    (from ?? CallBuilder.Noon).AddMinutes(i), CallBuilder.Noon));
            }
        }

        await db.SaveChangesAsync(Cancellation);
    }

    private AppDbContext WorkerContext(AsyncServiceScope scope)
    {
        var identity = scope.ServiceProvider.GetRequiredService<Application.Common.Tenancy.ScopeIdentity>();
        return new AppDbContext(
            new DbContextOptionsBuilder<AppDbContext>().UseNpgsql(_database)
                .AddInterceptors(new TenantConnectionInterceptor(), new TenantWriteInterceptor()).Options,
            identity,
            identity);
    }

    private async Task<WorkItemId> OldestAsync()
    {
        await using var scope = _installation.Scope(_organization);
        return await WorkerContext(scope).WorkItems
            .Where(item => item.Lane == Lane.Vault)
            .OrderBy(item => item.Priority)
            .Select(item => item.Id)
            .FirstAsync(Cancellation);
    }

    private async Task ExpireAllAsync()
    {
        await using var command = _database.CreateCommand("update work_items set lease_until = now() - interval '1 second' where state = 'running'");
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private async Task<IReadOnlyList<int>> PrioritiesAsync(IReadOnlyList<WorkLease> leases)
    {
        await using var scope = _installation.Scope(_organization);
        var items = await WorkerContext(scope).WorkItems.AsNoTracking().ToDictionaryAsync(item => item.Id, Cancellation);
        return [.. leases.Select(lease => (int)(items[lease.Id].Priority - CallBuilder.Noon).TotalMinutes)];
    }
}
