using System.CommandLine;
using CallScript.Application;
using CallScript.Infrastructure.Identity;
using CallScript.Infrastructure.Persistence;
using CallScript.Infrastructure.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Workers.Commands;

internal static class MigrateCommand
{
    public static Command Create()
    {
        var command = new Command("migrate", "Create the database if it is missing, bring it up to date and let the hosts' roles in.");
        command.SetAction(async (_, cancellationToken) =>
        {
            var builder = CommandHost.CreateBuilder();
            builder.Services.AddApplication().AddPersistence(builder.Configuration, DatabaseRole.Owner);
            using var host = builder.Build();
            await using var scope = host.Services.CreateAsyncScope();
            string[] hosts =
            [
                builder.Configuration.GetConnectionString(nameof(DatabaseRole.App)) ?? "",
                builder.Configuration.GetConnectionString(nameof(DatabaseRole.Worker)) ?? "",
            ];
            await DatabaseMigrator.MigrateAsync(
                scope.ServiceProvider.GetRequiredService<AppDbContext>(), hosts, SealStoredAsync, cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task SealStoredAsync(CancellationToken cancellationToken)
    {
        var builder = CommandHost.CreateBuilder();
        builder.Services.AddApplication()
            .AddPersistence(builder.Configuration, DatabaseRole.Worker)
            .AddSecurityKeys(builder.Configuration);
        using var host = builder.Build();
        await host.Services.GetRequiredService<StoredSecretsUpgrade>().RunAsync(cancellationToken);
    }
}
