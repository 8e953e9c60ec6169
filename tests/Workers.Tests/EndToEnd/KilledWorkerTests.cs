using CallScript.Domain.Calls;
using CallScript.Domain.Pipeline;
using Npgsql;

namespace CallScript.Workers.Tests.EndToEnd;

/// <summary>
/// SIGKILL in the middle of each lane. A lock on the table that the lane is about to write holds the worker at that
/// very point, so that the kill comes neither early nor late.
/// </summary>
public sealed class KilledWorkerTests
{
    private static readonly string[] Samples = ["home-services-voicemail", "auto-insurance-abusive-agent"];

    [Theory]
    [InlineData(Lane.Ingest, "calls")]
    [InlineData(Lane.Vault, "recordings")]
    [InlineData(Lane.Factory, "transcripts")]
    [InlineData(Lane.Judge, "verdicts")]
    public async Task Worker_KilledInTheMiddle_LosesNothingAndDoublesNothing(Lane lane, string table)
    {
        await using var world = await PipelineWorld.CreateAsync(Samples);
        await using (var victim = world.StartWorker())
        {
            await using var blocker = await world.OpenOwnerAsync();
            await using var block = await blocker.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await ExecuteAsync(blocker, $"lock table {table} in share mode");
            await using var observer = await world.OpenOwnerAsync();
            await PipelineWorld.UntilAsync(victim, $"lane {lane} wants to write {table}", async () =>
                await PipelineWorld.ScalarAsync<bool>(observer, $"""
                    select exists (select from pg_locks where not granted and relation = '{table}'::regclass)
                       and exists (select from work_items where lane = '{lane.ToString().ToLowerInvariant()}' and state = 'running')
                    """));
            await victim.KillAsync();
        }

        await using var second = world.StartWorker();
        await world.SettleAsync(second);
        await AssertOnceAsync(world, lane);
    }

    [Fact]
    public async Task Worker_KilledAtEveryAttempt_ParksTheCallInsteadOfTryingForEver()
    {
        await using var world = await PipelineWorld.CreateAsync("home-services-voicemail");
        var oneAttempt = new Dictionary<string, string> { ["Lanes__Factory__MaxAttempts"] = "1" };
        await using (var victim = world.StartWorker(oneAttempt))
        {
            await using var blocker = await world.OpenOwnerAsync();
            await using var block = await blocker.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await ExecuteAsync(blocker, "lock table transcripts in share mode");
            await using var observer = await world.OpenOwnerAsync();
            await PipelineWorld.UntilAsync(victim, "the transcript is about to be written", async () =>
                await PipelineWorld.ScalarAsync<bool>(
                    observer, "select exists (select from pg_locks where not granted and relation = 'transcripts'::regclass)"));
            await victim.KillAsync();
        }

        await using var second = world.StartWorker(oneAttempt);
        await world.SettleAsync(second);

        var call = (await world.CallsAsync()).ShouldHaveSingleItem();
        call.Status.ShouldBe(CallStatus.Failed);
        call.Failure!.Category.ShouldBe("worker_lost");
    }

    private static async Task AssertOnceAsync(PipelineWorld world, Lane lane)
    {
        var calls = await world.CallsAsync();
        calls.Count.ShouldBe(Samples.Length);
        calls.ShouldAllBe(call => call.Status == CallStatus.Flagged);
        await using var owner = await world.OpenOwnerAsync();
        foreach (var table in (string[])["calls", "recordings", "transcripts", "verdicts"])
        {
            (await PipelineWorld.ScalarAsync<long>(owner, $"select count(*) from {table}")).ShouldBe(Samples.Length, $"{table}, killed in {lane}");
        }

        (await PipelineWorld.ScalarAsync<long>(owner, "select count(*) from work_items where lane not in ('ingest', 'reconcile')")).ShouldBe(0);
        (await PipelineWorld.ScalarAsync<long>(owner, "select coalesce(sum(flag_count), 0) from calls"))
            .ShouldBe(await PipelineWorld.ScalarAsync<long>(owner, "select count(*) from flags"));
        Directory.EnumerateFiles(Path.Combine(world.Installation.VaultDirectory, world.Organization.Id.ToString()), "*", SearchOption.AllDirectories)
            .Count()
            .ShouldBe(Samples.Length, "each recording lies in the vault once");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
