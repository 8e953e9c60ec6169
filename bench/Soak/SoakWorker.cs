using CallScript.Application.Pipeline;
using CallScript.Domain.Organizations;
using CallScript.Domain.Pipeline;
using CallScript.Workers.Hosting;
using CallScript.Workers.Lanes;
using CallScript.Workers.Maintenance;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Quartz;

namespace CallScript.Bench.Soak;

/// <summary>The workers' own services in a process of their own, on the soak's calendar.</summary>
internal static class SoakWorker
{
    private static readonly Lane[] Lanes = [Lane.Ingest, Lane.Backfill, Lane.Reconcile, Lane.Vault];

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var clock = SoakClock.FromEnvironment();
        var builder = Host.CreateApplicationBuilder();
        builder.Services
            .AddLaneHost(builder.Configuration, new LaneSelection(Lanes.ToHashSet()))
            .AddHostedService<Ticker>()
            .Replace(ServiceDescriptor.Singleton<TimeProvider>(clock))
            .PostConfigureAll<LaneOptions>(options => options.Patience *= clock.Speed);
        var queue = builder.Services.Single(service => service.ServiceType == typeof(IWorkQueue));
        builder.Services.Replace(ServiceDescriptor.Singleton<IWorkQueue>(services => new RealTimeLeases(
            (IWorkQueue)ActivatorUtilities.CreateInstance(services, queue.ImplementationType!), clock.Speed)));
        using var host = builder.Build();
        await host.RunAsync(cancellationToken);
        return 0;
    }

    /// <summary>A worker lives in real time, whatever the calendar: its leases are as long by the clock on the wall.</summary>
    private sealed class RealTimeLeases(IWorkQueue queue, double speed) : IWorkQueue
    {
        public Task<IReadOnlyList<WorkLease>> ClaimAsync(
            Lane lane, string owner, int limit, TimeSpan lease, IReadOnlySet<OrganizationId> except, CancellationToken cancellationToken) =>
            queue.ClaimAsync(lane, owner, limit, lease * speed, except, cancellationToken);

        public void Announce(Lane lane) => queue.Announce(lane);

        public Task<IReadOnlySet<WorkItemId>> ExtendAsync(
            IReadOnlyCollection<WorkLease> leases, TimeSpan lease, CancellationToken cancellationToken) =>
            queue.ExtendAsync(leases, lease * speed, cancellationToken);

        public Task<IReadOnlySet<WorkItemId>> CompleteAsync(
            IReadOnlyCollection<WorkLease> leases, CancellationToken cancellationToken) => queue.CompleteAsync(leases, cancellationToken);

        public Task<IReadOnlyList<WorkLease>> ClaimExpiredAsync(
            string owner, int limit, TimeSpan lease, CancellationToken cancellationToken) =>
            queue.ClaimExpiredAsync(owner, limit, lease * speed, cancellationToken);
    }

    /// <summary>Quartz ticks by the wall's clock; what falls due by the calendar needs to be looked for much more often.</summary>
    private sealed class Ticker(ISchedulerFactory schedulers, IEnumerable<LaneRunner> runners) : BackgroundService
    {
        private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            var scheduler = await schedulers.GetScheduler(stoppingToken);
            using var timer = new PeriodicTimer(Tick);
            for (var ticks = 0; await timer.WaitForNextTickAsync(stoppingToken); ticks++)
            {
                foreach (var runner in runners.Where(runner => Lanes.Contains(runner.Key)))
                {
                    if (runner.IsDraining)
                    {
                        runner.Wake();
                    }
                    else
                    {
                        await scheduler.TriggerJob(LaneJob.KeyOf(runner.Key), stoppingToken);
                    }
                }

                if (ticks % 10 == 0)
                {
                    await scheduler.TriggerJob(LeaseReaperJob.Key, stoppingToken);
                }
            }
        }
    }
}
