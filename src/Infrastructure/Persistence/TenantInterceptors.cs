using System.Data.Common;
using CallScript.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CallScript.Infrastructure.Persistence;

/// <summary>
/// Tells PostgreSQL, on every connection that is opened, whom the scope works for; row-level security reads it. The
/// pool resets a connection when it is returned, so that nothing of it reaches the next scope, and a scope that has
/// neither tenant nor user nor token sees no tenant's rows at all.
/// </summary>
internal sealed class TenantConnectionInterceptor : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = CreateCommand(connection, eventData);
        command?.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = CreateCommand(connection, eventData);
        if (command is not null)
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static DbCommand? CreateCommand(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (eventData.Context is not AppDbContext context || (!context.Tenant.IsSet && !context.CurrentUser.IsSet && context.CurrentUser.PresentedToken is null))
        {
            return null;
        }

        var command = connection.CreateCommand();
        command.CommandText =
            "select set_config('app.org_id', @org, false), set_config('app.user_id', @user, false), set_config('app.token', @token, false)";
        Add(command, "org", context.Tenant.IsSet ? context.Tenant.OrganizationId.ToString() : "");
        Add(command, "user", context.CurrentUser.IsSet ? context.CurrentUser.UserId.ToString() : "");
        Add(command, "token", context.CurrentUser.PresentedToken is { } token ? Convert.ToHexStringLower(token) : "");
        return command;
    }

    private static void Add(DbCommand command, string name, string value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}

/// <summary>Refuses to write a row of another organization, before the database would.</summary>
internal sealed class TenantWriteInterceptor : SaveChangesInterceptor
{
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Check(eventData.Context);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Check(eventData.Context);
        return ValueTask.FromResult(result);
    }

    private static void Check(DbContext? context)
    {
        if (context is not AppDbContext app)
        {
            return;
        }

        foreach (var entry in app.ChangeTracker.Entries<ITenantOwned>())
        {
            if (entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted
                && entry.Entity.OrganizationId != app.Tenant.OrganizationId)
            {
                throw new InvalidOperationException(
                    $"A {entry.Metadata.ClrType.Name} of another organization was about to be written.");
            }
        }
    }
}
