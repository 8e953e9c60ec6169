using CallScript.Application.Integrations.Ringba;
using CallScript.Infrastructure.Integrations.Ringba;
using CallScript.TestKit.Database;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CallScript.Infrastructure.Tests.Ringba;

/// <summary>One account, one budget, however many processes spend it.</summary>
public sealed class RingbaBudgetTests : IAsyncLifetime
{
    private static readonly RingbaAccount Account = new(new Uri("https://ringba.test/v2/"), "RA1", "token");
    private static readonly RingbaAccount Patient = Account with { IsPatient = true };

    private TestDatabase _database = null!;
    private NpgsqlDataSource _source = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(Cancellation);
        _source = NpgsqlDataSource.Create(_database.WorkerConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Take_ByManyAtOnce_GivesOutNoMoreThanThereIs()
    {
        // Refilled so slowly that nothing comes back while the test runs.
        var processes = Enumerable.Range(0, 4).Select(_ => Budget(perSecond: 1_000, perMinute: 20)).ToList();
        var taken = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => processes[i % 4].TakeAsync(Account, RingbaResource.Reports, TimeSpan.Zero, Cancellation)));

        taken.Count(wait => wait is null).ShouldBeInRange(20, 21);
        taken.ShouldAllBe(wait => wait == null || wait > TimeSpan.Zero);
    }

    [Fact]
    public async Task Take_OfWhatCanWait_LeavesTheReserve()
    {
        var budget = Budget(perSecond: 1_000, perMinute: 20);
        var patient = await CountAsync(budget, Patient);
        var live = await CountAsync(budget, Account);

        patient.ShouldBeInRange(12, 13);
        live.ShouldBeInRange(8, 9);
    }

    [Fact]
    public async Task Take_AfterAThrottleAnswer_WaitsAsLongAsRingbaSaid()
    {
        var budget = Budget(perSecond: 1_000, perMinute: 1_000);
        (await budget.TakeAsync(Account, RingbaResource.Reports, TimeSpan.Zero, Cancellation)).ShouldBeNull();

        await budget.BlockAsync(Account, RingbaResource.Reports, TimeSpan.FromSeconds(60), Cancellation);

        (await Budget(1_000, 1_000).TakeAsync(Account, RingbaResource.Reports, TimeSpan.Zero, Cancellation)).ShouldNotBeNull().TotalSeconds.ShouldBeInRange(1, 60);
        await _source.CreateCommand("update ringba_budgets set blocked_until = clock_timestamp()").ExecuteNonQueryAsync(Cancellation);
        (await budget.TakeAsync(Account, RingbaResource.Reports, TimeSpan.Zero, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Take_WhenTheBudgetFillsSoon_Waits()
    {
        var budget = Budget(perSecond: 50, perMinute: 1_000);
        for (var i = 0; i < 60; i++)
        {
            (await budget.TakeAsync(Account, RingbaResource.Reports, TimeSpan.FromMinutes(1), Cancellation)).ShouldBeNull();
        }
    }

    [Fact]
    public async Task Take_OfAnotherAccountOrAnUnprovenToken_IsCountedApart()
    {
        var budget = Budget(perSecond: 1_000, perMinute: 20);
        await CountAsync(budget, Account with { IsUnproven = true, Token = "anybody's" });
        await CountAsync(budget, Account with { AccountId = "RA2" });

        (await CountAsync(budget, Account)).ShouldBeInRange(20, 21);
    }

    [Fact]
    public async Task Take_OfDetails_IsCountedApartAndToItsOwnLimit()
    {
        var budget = Budget(perSecond: 1_000, perMinute: 20);
        (await CountAsync(budget, Account)).ShouldBeInRange(20, 21);

        (await CountAsync(budget, Account, RingbaResource.Details)).ShouldBeInRange(30, 31);
    }

    private RingbaBudget Budget(int perSecond, int perMinute) =>
        new(_source, Options.Create(new RingbaOptions { RequestsPerSecond = perSecond, RequestsPerMinute = perMinute, DetailRequestsPerMinute = 30 }));

    private static async Task<int> CountAsync(
        RingbaBudget budget, RingbaAccount account, RingbaResource resource = RingbaResource.Reports)
    {
        var taken = 0;
        while (await budget.TakeAsync(account, resource, TimeSpan.Zero, Cancellation) is null)
        {
            taken++;
        }

        return taken;
    }
}
