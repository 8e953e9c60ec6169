using CallScript.Application.Common.Tenancy;
using CallScript.Application.Privacy;
using CallScript.Domain.Organizations;
using CallScript.Workers.Commands;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Quartz;

namespace CallScript.Workers.Maintenance;

/// <summary>
/// Removes, organization by organization and in small batches, what is kept no longer. One organization's trouble or
/// backlog does not keep the others waiting: each gets a bounded turn, and the next firing goes on.
/// </summary>
[DisallowConcurrentExecution]
internal sealed partial class RetentionJob(IServiceProvider services, ILogger<RetentionJob> logger) : IJob
{
    public static readonly JobKey Key = new("retention", "maintenance");

    private const int Batch = 100;
    private const int BatchesATurn = 50;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        foreach (var organization in await services.OrganizationsAsync(cancellationToken))
        {
            try
            {
                await EnforceAsync(organization.Id, cancellationToken);
            }
            catch (Exception failure) when (failure is not (OperationCanceledException or OutOfMemoryException))
            {
                // The next firing tries again; what was removed so far stays removed.
                LogFailed(failure, organization.Id.Value);
            }
        }
    }

    private async Task EnforceAsync(OrganizationId organizationId, CancellationToken cancellationToken)
    {
        for (var turn = 0; turn < BatchesATurn; turn++)
        {
            await using var scope = services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<ITenantContext>().Enter(organizationId);
            var report = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new EnforceRetention(Batch), cancellationToken);
            if (!report.Value.MayHaveMore)
            {
                return;
            }
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Retention of organization {OrganizationId} was cut short.")]
    private partial void LogFailed(Exception failure, Guid organizationId);
}
