using CallScript.Infrastructure.Mail;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace CallScript.Workers.Maintenance;

/// <summary>Sends the letters that are due, and clears away what is left of old ones.</summary>
[DisallowConcurrentExecution]
internal sealed class MailJob(IServiceScopeFactory scopes) : IJob
{
    public static readonly JobKey Key = new("mail", "maintenance");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var outbox = scope.ServiceProvider.GetRequiredService<MailOutbox>();
        while (await outbox.SendNextAsync(cancellationToken))
        {
            // Each call is one letter and one transaction.
        }

        await outbox.PruneAsync(cancellationToken);
    }
}
