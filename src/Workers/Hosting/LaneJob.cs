using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace CallScript.Workers.Hosting;

/// <summary>Quartz's side of a lane: each firing drains it. A firing that comes while it drains waits its turn.</summary>
[DisallowConcurrentExecution]
internal sealed class LaneJob(IServiceProvider services) : IJob
{
    public const string LaneEntry = "lane";

    public static JobKey KeyOf(Domain.Pipeline.Lane lane) => new(lane.ToString(), "lanes");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var lane = context.MergedJobDataMap.GetString(LaneEntry);
        var runner = services.GetServices<LaneRunner>().Single(candidate => candidate.Key.ToString() == lane);
        try
        {
            await runner.DrainAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Shutting down.
        }
    }
}
