using CallScript.Infrastructure.Identity;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace CallScript.Workers.Maintenance;

/// <summary>Clears away what accounts leave behind.</summary>
[DisallowConcurrentExecution]
internal sealed class AccountJanitorJob(IServiceScopeFactory scopes) : IJob
{
    public static readonly JobKey Key = new("account-janitor", "maintenance");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AccountJanitor>().CleanAsync(cancellationToken);
    }
}
