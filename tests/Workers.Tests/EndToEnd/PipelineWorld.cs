using System.Diagnostics;
using CallScript.Application.Calls;
using CallScript.Application.Common.Paging;
using CallScript.Application.Integrations.Ringba;
using CallScript.Application.Pipeline;
using CallScript.Domain.Calls;
using CallScript.RingbaSimulator;
using CallScript.TestKit.Hosting;
using Npgsql;

namespace CallScript.Workers.Tests.EndToEnd;

/// <summary>A simulated Ringba, an installation that is connected to it, and workers to be started.</summary>
public sealed class PipelineWorld : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private PipelineWorld(TestInstallation installation, TestOrganization organization, RingbaSimulatorServer ringba) =>
        (Installation, Organization, Ringba) = (installation, organization, ringba);

    public TestInstallation Installation { get; }

    public TestOrganization Organization { get; }

    public RingbaSimulatorServer Ringba { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="samples">The samples that Ringba knows; all of them when none is named.</param>
    public static async Task<PipelineWorld> CreateAsync(params string[] samples)
    {
        var installation = await TestInstallation.CreateAsync(cancellationToken: Cancellation);
        var organization = await installation.AddOrganizationAsync(Cancellation);
        var ringba = await RingbaSimulatorServer.StartAsync(
            new RingbaSimulatorOptions { SamplesFolder = TestKit.Repository.PathTo("samples") }, Cancellation);
        var world = new PipelineWorld(installation, organization, ringba);
        foreach (var sample in ringba.Samples!.Samples.Where(sample => samples.Length == 0 || samples.Contains(sample.Name)))
        {
            ringba.Calls.Add(ringba.Samples.ToCall(sample, TimeProvider.System.GetUtcNow().AddMinutes(-sample.Ringba.AgeMinutes)));
        }

        var connected = await installation.SendAsync(
            organization,
            new ConnectRingba(ringba.ApiAddress, ringba.AccountId, ringba.Token, TimeProvider.System.GetUtcNow().AddDays(-2)),
            Cancellation);
        connected.IsSuccess.ShouldBeTrue();
        return world;
    }

    public WorkerProcess StartWorker(IReadOnlyDictionary<string, string>? settings = null) =>
        WorkerProcess.Start(Installation, Ringba.ApiAddress, settings);

    public async Task<IReadOnlyList<CallSummary>> CallsAsync()
    {
        var page = await Installation.SendAsync(
            Organization, new ListCalls(null, null, null, null, null, null, null, null, PageLimit.Max), Cancellation);
        return page.Value.Items;
    }

    public async Task<CallDetail> CallAsync(Guid id) =>
        (await Installation.SendAsync(Organization, new GetCall(id), Cancellation)).Value;

    /// <summary>Until Ringba's calls have all come in and are settled one way or another.</summary>
    public async Task SettleAsync(WorkerProcess worker)
    {
        var expected = Ringba.Calls.All.Count;
        await UntilAsync(worker, "every call is settled", async () =>
        {
            var calls = await CallsAsync();
            return calls.Count == expected
                && calls.All(call => call.Status is CallStatus.Safe or CallStatus.Flagged or CallStatus.Skipped or CallStatus.Failed);
        });
    }

    /// <summary>Asks until the answer is yes; a dead worker or lost patience fails the test with what the worker said.</summary>
    public static async Task UntilAsync(WorkerProcess worker, string what, Func<Task<bool>> condition)
    {
        var waited = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await condition())
        {
            worker.HasExited.ShouldBeFalse($"The worker ended before {what}:\n{worker.Output}");
            waited.Elapsed.ShouldBeLessThan(Patience, $"Still waiting until {what}:\n{worker.Output}");
            await timer.WaitForNextTickAsync(Cancellation);
        }
    }

    /// <summary>A superuser's connection, which sees what no role of ours may see together.</summary>
    public async Task<NpgsqlConnection> OpenOwnerAsync()
    {
        var connection = new NpgsqlConnection(Installation.Database.OwnerConnectionString);
        await connection.OpenAsync(Cancellation);
        return connection;
    }

    public static async Task<T> ScalarAsync<T>(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    /// <summary>How much waits and runs.</summary>
    public async Task<QueueStatus> QueueAsync() =>
        (await Installation.SendAsync(Organization, new GetQueueStatus(), Cancellation)).Value;

    public async ValueTask DisposeAsync()
    {
        await Ringba.DisposeAsync();
        await Installation.DisposeAsync();
    }
}
