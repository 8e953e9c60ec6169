using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CallScript.Infrastructure.Persistence;

/// <summary>Brings a database up to date as its owner, and lets the hosts' roles in.</summary>
public static class DatabaseMigrator
{
    /// <param name="owner">A context that connects as the owner.</param>
    /// <param name="hosts">The hosts' connection strings; each role gets the password that its string carries.</param>
    /// <param name="cancellationToken">Stops between statements.</param>
    /// <exception cref="InvalidOperationException">A host's string names an unexpected role or has no password.</exception>
    public static async Task MigrateAsync(AppDbContext owner, IEnumerable<string> hosts, CancellationToken cancellationToken)
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
