using CallScript.Infrastructure.WorkQueue;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Quartz;

namespace CallScript.Workers.Hosting;

/// <summary>Fires a lane as soon as work for it is committed, so that a call does not wait for a tick.</summary>
internal sealed partial class LaneWaker(
    WorkSignals signals,
    ISchedulerFactory schedulers,
    IEnumerable<LaneRunner> runners,
    LaneSelection selection,
    TimeProvider clock,
    ILogger<LaneWaker> logger)
    : BackgroundService
{
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var scheduler = await schedulers.GetScheduler(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var lane in signals.ListenAsync(stoppingToken))
                {
                    if (!selection.Lanes.Contains(lane))
                    {
                        continue;
                    }

                    var runner = runners.Single(candidate => candidate.Key == lane);
                    runner.Wake();
                    if (!runner.IsDraining)
                    {
                        await scheduler.TriggerJob(LaneJob.KeyOf(lane), stoppingToken);
                    }
                }
            }
            catch (Exception exception) when (exception is NpgsqlException or System.Net.Sockets.SocketException or IOException)
            {
                // The lanes' own ticks go on; only promptness is lost until the connection is back.
                LogDisconnected(exception);
                await Task.Delay(ReconnectDelay, clock, stoppingToken);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The signal of new work is interrupted; lanes look for work at their interval.")]
    private partial void LogDisconnected(Exception exception);
}
