using CallScript.Application.Common.Tenancy;
using CallScript.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CallScript.TestKit.Database;

/// <summary>
/// A fresh, migrated database: a clone of one template that the first test of a run makes. The server is the one
/// of <c>CALLSCRIPT_TEST_DATABASE</c>, a superuser's connection string, which <c>./callscript test</c> sets.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    public const string Variable = "CALLSCRIPT_TEST_DATABASE";
    private const string RolePassword = "test-only";
    private const long TemplateLock = 0x0CA1_15C2;
    private static readonly SemaphoreSlim TemplateGate = new(1, 1);
    private static string? _template;

    private readonly string _name;

    private TestDatabase(string name) => _name = name;

    public string OwnerConnectionString => Server.With(_name);

    public string AppConnectionString => Server.With(_name, DatabaseRoles.App, RolePassword);

    public string WorkerConnectionString => Server.With(_name, DatabaseRoles.Worker, RolePassword);

    public static async Task<TestDatabase> CreateAsync(CancellationToken cancellationToken)
    {
        var template = await TemplateAsync(cancellationToken);
        var name = $"test_{Guid.CreateVersion7():N}";
        await Server.ExecuteAsync($"create database {name} template {template}", cancellationToken);
        return new TestDatabase(name);
    }

    /// <summary>An empty database without any table.</summary>
    public static async Task<TestDatabase> CreateEmptyAsync(CancellationToken cancellationToken)
    {
        var name = $"test_{Guid.CreateVersion7():N}";
        await Server.ExecuteAsync($"create database {name}", cancellationToken);
        return new TestDatabase(name);
    }

    /// <summary>Brings this database up to date as <c>migrate</c> does.</summary>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var context = OwnerContext();
        await DatabaseMigrator.MigrateAsync(context, [AppConnectionString, WorkerConnectionString], sealStored: null, cancellationToken);
    }

    /// <summary>A context that connects as the owner.</summary>
    public AppDbContext OwnerContext() => OwnerContext(new ScopeIdentity());

    /// <summary>A context that connects as the owner, whose queries and writes are the identity's organization's.</summary>
    public AppDbContext OwnerContext(ScopeIdentity identity) =>
        new(new DbContextOptionsBuilder<AppDbContext>().UseNpgsql(OwnerConnectionString).Options, identity, identity);

    public async ValueTask DisposeAsync() =>
        await Server.ExecuteAsync($"drop database if exists {_name} with (force)", CancellationToken.None);

    private static async Task<string> TemplateAsync(CancellationToken cancellationToken)
    {
        await TemplateGate.WaitAsync(cancellationToken);
        try
        {
            return _template ??= await MakeTemplateAsync(cancellationToken);
        }
        finally
        {
            TemplateGate.Release();
        }
    }

    // Test programs run side by side; one of them makes the template and the others wait for it.
    private static async Task<string> MakeTemplateAsync(CancellationToken cancellationToken)
    {
        var version = typeof(AppDbContext).Assembly.ManifestModule.ModuleVersionId;
        var name = $"template_{version:N}";
        await using var connection = new NpgsqlConnection(Server.With("postgres"));
        await connection.OpenAsync(cancellationToken);
        await RunAsync(connection, $"select pg_advisory_lock({TemplateLock})", cancellationToken);
        await using var exists = new NpgsqlCommand("select exists (select from pg_database where datname = $1)", connection)
        {
            Parameters = { new() { Value = name } },
        };
        if (await exists.ExecuteScalarAsync(cancellationToken) is false)
        {
            var making = $"making_{version:N}";
            await RunAsync(connection, $"drop database if exists {making} with (force)", cancellationToken);
            await RunAsync(connection, $"create database {making}", cancellationToken);
            await new TestDatabase(making).MigrateAsync(cancellationToken);
            NpgsqlConnection.ClearAllPools();
            await RunAsync(connection, $"alter database {making} rename to {name}", cancellationToken);
        }

        return name;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static class Server
    {
        private static readonly string ConnectionString = Environment.GetEnvironmentVariable(Variable)
            ?? throw new InvalidOperationException($"{Variable} is not set. Run the tests with ./callscript test.");

        public static string With(string database, string? role = null, string? password = null)
        {
            var builder = new NpgsqlConnectionStringBuilder(ConnectionString)
            {
                Database = database,
                MaxPoolSize = 20,
                IncludeErrorDetail = true,
            };
            if (role is not null)
            {
                (builder.Username, builder.Password) = (role, password);
            }

            return builder.ConnectionString;
        }

        public static async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
        {
            await using var connection = new NpgsqlConnection(With("postgres"));
            await connection.OpenAsync(cancellationToken);
            await RunAsync(connection, sql, cancellationToken);
        }
    }
}
