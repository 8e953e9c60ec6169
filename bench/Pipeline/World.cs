using CallScript.Application.Calls;
using CallScript.Application.Common.Paging;
using CallScript.Application.Integrations.Ringba;
using CallScript.RingbaSimulator;
using CallScript.TestKit;
using CallScript.TestKit.Hosting;

namespace CallScript.Bench.Pipeline;

/// <summary>An installation connected to a simulated Ringba that knows the samples by name.</summary>
internal sealed class World : IAsyncDisposable
{
    private readonly TestOrganization _organization;

    private World(TestInstallation installation, TestOrganization organization, RingbaSimulatorServer ringba) =>
        (Installation, _organization, Ringba) = (installation, organization, ringba);

    public TestInstallation Installation { get; }

    public RingbaSimulatorServer Ringba { get; }

    /// <summary>The samples that can be decoded, longest last.</summary>
    public IReadOnlyList<Sample> Samples =>
        [.. Ringba.Samples!.Samples.Where(sample => !sample.Name.Contains("corrupt", StringComparison.Ordinal)).OrderBy(sample => sample.DurationSeconds)];

    public static async Task<World> CreateAsync(CancellationToken cancellationToken)
    {
        var installation = await TestInstallation.CreateAsync(cancellationToken: cancellationToken);
        var organization = await installation.AddOrganizationAsync(cancellationToken);
        var ringba = await RingbaSimulatorServer.StartAsync(
            new RingbaSimulatorOptions { SamplesFolder = Repository.PathTo("samples") }, cancellationToken);
        var connected = await installation.SendAsync(
            organization,
            new ConnectRingba(ringba.ApiAddress, ringba.AccountId, ringba.Token, TimeProvider.System.GetUtcNow().AddHours(-1)),
            cancellationToken);
        return connected.IsSuccess ? new World(installation, organization, ringba) : throw new InvalidOperationException(connected.Error.Message);
    }

    public async Task<IReadOnlyList<CallSummary>> CallsAsync(CancellationToken cancellationToken)
    {
        var page = await Installation.SendAsync(
            _organization, new ListCalls(null, null, null, null, null, null, null, null, PageLimit.Max), cancellationToken);
        return page.Value.Items;
    }

    /// <summary>Looks every 20 ms until the calls are as wanted.</summary>
    public async Task<IReadOnlyList<CallSummary>> UntilAsync(
        Func<IReadOnlyList<CallSummary>, bool> wanted, Worker worker, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            var calls = await CallsAsync(cancellationToken);
            if (wanted(calls))
            {
                return calls;
            }

            worker.PeakMegabytes();
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Ringba.DisposeAsync();
        await Installation.DisposeAsync();
    }
}
