using CallScript.Application.Pipeline;
using CallScript.Workers.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Quartz;

namespace CallScript.Workers.Maintenance;

/// <summary>
/// Frees what dead workers held, in every lane and whatever attempt it was: an item with attempts left waits for
/// another, the rest is parked.
/// </summary>
[DisallowConcurrentExecution]
internal sealed partial class LeaseReaperJob(IWorkQueue queue, IServiceProvider services, ILogger<LeaseReaperJob> logger) : IJob
{
    public static readonly JobKey Key = new("lease-reaper", "maintenance");

    private const int Batch = 100;

    // The reaper's own hold: should it die too, the next one takes over.
    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var runners = services.GetServices<LaneRunner>().ToDictionary(runner => runner.Key);
        var owner = $"reaper/{Environment.MachineName}/{Environment.ProcessId}";
        var expired = await queue.ClaimExpiredAsync(owner, Batch, Hold, cancellationToken);
        foreach (var lease in expired)
        {
            try
            {
                LogExpired(lease.Id.Value, lease.Lane.ToString(), lease.Attempt);
                await runners[lease.Lane].RecoverAsync(lease, cancellationToken);
            }
            catch (DbUpdateConcurrencyException)
            {
                // Another reaper was quicker.
                LogOvertaken(lease.Id.Value);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The lease on item {ItemId} of lane {Lane} ran out at attempt {Attempt}.")]
    private partial void LogExpired(Guid itemId, string lane, int attempt);

    [LoggerMessage(2, LogLevel.Information, "Item {ItemId} was recovered by somebody else.")]
    private partial void LogOvertaken(Guid itemId);
}
