using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CallScript.Infrastructure.Persistence;

/// <summary>Brings a database up to date as its owner, and lets the hosts' roles in.</summary>
public static class DatabaseMigrator
{
    /// <param name="owner">A context that connects as the owner.</param>
    /// <param name="hosts">The hosts' connection strings; each role gets the password that its string carries.</param>
    /// <param name="sealStored">Seals, as the worker role, what earlier versions stored in clear; null for a new database.</param>
    /// <param name="cancellationToken">Stops between statements.</param>
    /// <exception cref="InvalidOperationException">A host's string names an unexpected role or has no password.</exception>
    public static async Task MigrateAsync(AppDbContext owner, IEnumerable<string> hosts, Func<CancellationToken, Task>? sealStored, CancellationToken cancellationToken)
    {
        var logins = hosts.Select(Login).ToList();
        await owner.Database.MigrateAsync(cancellationToken);
        foreach (var (role, password) in logins)
        {
            // DDL takes no parameters; format() quotes both as PostgreSQL itself does.
            var statement = await owner.Database
                .SqlQuery<string>($"select format('alter role %I login password %L', {role}, {password}) as \"Value\"")
                .SingleAsync(cancellationToken);
            await ExecuteAsync(owner, statement, cancellationToken);
        }

        if (sealStored is not null)
        {
            await sealStored(cancellationToken);
        }

        await DropClearNumbersAsync(owner, cancellationToken);
    }

    // Not a migration: SQL alone cannot seal, so the column goes only when nothing is left in it. The check must see every
    // organization's rows, which row-level security hides from the owner too.
    private static async Task DropClearNumbersAsync(AppDbContext owner, CancellationToken cancellationToken)
    {
        var exists = await owner.Database
            .SqlQuery<bool>(
                $"""
                select exists (select from pg_attribute
                                where attrelid = 'calls'::regclass and attname = 'caller_number' and not attisdropped) as "Value"
                """)
            .SingleAsync(cancellationToken);
        if (!exists)
        {
            return;
        }

        await ExecuteAsync(
            owner,
            """
            do $$ begin
              alter table calls no force row level security;
              if exists (select from calls where caller_number is not null) then
                raise exception 'Caller numbers are still stored in clear; run the migration with the master key.';
              end if;
              alter table calls force row level security;
              alter table calls drop column caller_number;
            end $$;
            """,
            cancellationToken);

        // The pages still hold the numbers of the rows' earlier versions until they are cleaned.
        await ExecuteAsync(owner, "vacuum calls", cancellationToken);
    }

    private static (string Role, string Password) Login(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return parts is { Username: DatabaseRoles.App or DatabaseRoles.Worker, Password.Length: > 0 }
            ? (parts.Username, parts.Password)
            : throw new InvalidOperationException(
                $"A host's connection string must name {DatabaseRoles.App} or {DatabaseRoles.Worker} and carry its password.");
    }

    private static async Task ExecuteAsync(AppDbContext owner, string statement, CancellationToken cancellationToken)
    {
        await owner.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = owner.Database.GetDbConnection().CreateCommand();
            command.CommandText = statement;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        finally
        {
            await owner.Database.CloseConnectionAsync();
        }
    }
}
