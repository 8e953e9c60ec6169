using CallScript.Application.Recordings;
using CallScript.Application.Recordings.Uploads;
using CallScript.Workers.Commands;
using Microsoft.Extensions.Logging;
using Quartz;

namespace CallScript.Workers.Maintenance;

/// <summary>
/// Once a day, removes from the vault what no call refers to: what workers that died had stored. And uploads that expired.
/// </summary>
[DisallowConcurrentExecution]
internal sealed partial class VaultSweepJob(IServiceProvider services, ILogger<VaultSweepJob> logger) : IJob
{
    public static readonly JobKey Key = new("vault-sweep", "maintenance");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        foreach (var organization in await services.OrganizationsAsync(cancellationToken))
        {
            try
            {
                var uploads = await services.SendAsync(organization.Id, new SweepUploads(), cancellationToken);
                if (uploads.Value > 0)
                {
                    LogUploadsSwept(organization.Id.Value, uploads.Value);
                }

                var sweep = await services.SendAsync(organization.Id, new SweepVault(), cancellationToken);
                if (sweep.Value.Removed > 0)
                {
                    LogSwept(organization.Id.Value, sweep.Value.Removed, sweep.Value.Objects);
                }
            }
            catch (Exception failure) when (failure is not (OperationCanceledException or OutOfMemoryException))
            {
                // The others are swept all the same, and this one the next time.
                LogFailed(failure, organization.Id.Value);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Organization {OrganizationId}: {Removed} of {Objects} objects in the vault belonged to no call.")]
    private partial void LogSwept(Guid organizationId, int removed, int objects);

    [LoggerMessage(3, LogLevel.Information, "Organization {OrganizationId}: {Removed} uploads had expired.")]
    private partial void LogUploadsSwept(Guid organizationId, int removed);

    [LoggerMessage(2, LogLevel.Error, "Sweeping the vault of organization {OrganizationId} was cut short.")]
    private partial void LogFailed(Exception failure, Guid organizationId);
}
