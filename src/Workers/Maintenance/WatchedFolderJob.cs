using CallScript.Infrastructure.Recordings.Folders;
using CallScript.Workers.Commands;
using Microsoft.Extensions.Logging;
using Quartz;

namespace CallScript.Workers.Maintenance;

/// <summary>Looks at one watched folder. Each has a job of its own, so that none waits for another.</summary>
[DisallowConcurrentExecution]
internal sealed partial class WatchedFolderJob(IServiceProvider services, WatchedFolders folders, ILogger<WatchedFolderJob> logger) : IJob
{
    public const string IndexEntry = "index";

    public static JobKey KeyOf(int index) => new($"watched-folder-{index}", "maintenance");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var folder = folders.All[context.MergedJobDataMap.GetInt(IndexEntry)];
        var organizations = await services.OrganizationsAsync(cancellationToken);
        if (organizations.SingleOrDefault(row => row.Slug == folder.Organization) is not { } organization)
        {
            LogUnknown(folder.Organization);
            return;
        }

        await folder.LookAsync(organization.Id, cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Warning, "A folder is watched for organization '{Organization}', which does not exist.")]
    private partial void LogUnknown(string organization);
}
