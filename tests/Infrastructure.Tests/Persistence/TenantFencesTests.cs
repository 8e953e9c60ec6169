using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.Infrastructure.Persistence;
using CallScript.TestKit.Database;
using CallScript.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CallScript.Infrastructure.Tests.Persistence;

public sealed class TenantFencesTests(InstallationFixture fixture) : IClassFixture<InstallationFixture>, IAsyncLifetime
{
    private const string InsufficientPrivilege = "42501";
    private static readonly string[] ClosedToWorker = ["api_keys", "invites", "webhook_deliveries"];
    private readonly TestInstallation _installation = fixture.Installation;
    private TestOrganization _ours = null!;
    private TestOrganization _theirs = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _ours = await _installation.AddOrganizationAsync(Cancellation);
        _theirs = await _installation.AddOrganizationAsync(Cancellation);
        await TenantRows.AddOneOfEachAsync(_installation, _theirs, Cancellation);
    }

    public ValueTask DisposeAsync() => default;

    [Fact]
    public void Model_AfterAllMigrations_HasNoPendingChanges()
    {
        using var context = _installation.Database.OwnerContext();

        context.Database.HasPendingModelChanges().ShouldBeFalse();
    }

    [Fact]
    public async Task Migrate_WhenRunTwice_ChangesNothing()
    {
        await using var database = await TestDatabase.CreateEmptyAsync(Cancellation);
        await database.MigrateAsync(Cancellation);
        await database.MigrateAsync(Cancellation);

        await using var context = database.OwnerContext();
        (await context.Database.GetPendingMigrationsAsync(Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public void TenantOwnedEntities_AllOfThem_HaveFilterAndCompositeKeys()
    {
        using var context = _installation.Database.OwnerContext();
        var owned = TenantEntities(context).ToList();

        owned.Count.ShouldBeGreaterThan(8);
        foreach (var entity in owned)
        {
            entity.GetDeclaredQueryFilters().Select(filter => filter.Key).ShouldContain(AppDbContext.TenantFilter, entity.Name);
            entity.FindPrimaryKey()!.Properties[0].Name.ShouldBe(nameof(ITenantOwned.OrganizationId), entity.Name);
            foreach (var key in entity.GetForeignKeys().Where(key => key.PrincipalEntityType.ClrType.IsAssignableTo(typeof(ITenantOwned))))
            {
                key.Properties[0].Name.ShouldBe(nameof(ITenantOwned.OrganizationId), $"{entity.Name} -> {key.PrincipalEntityType.Name}");
            }
        }
    }

    [Fact]
    public async Task Tables_ThatCarryAnOrganization_ForceRowLevelSecurityAndBelongToNoHost()
    {
        await using var owner = await OpenAsync(_installation.Database.OwnerConnectionString);
        var unfenced = await ReadAsync(owner, """
            select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname = 'public' and c.relkind = 'r'
               and (c.relname = 'organizations'
                    or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped))
               and not (c.relrowsecurity and c.relforcerowsecurity)
            """);
        var powerful = await ReadAsync(owner, $"""
            select r.rolname from pg_roles r
             where r.rolname in ('{DatabaseRoles.App}', '{DatabaseRoles.Worker}')
               and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb
                    or exists (select from pg_class c where c.relowner = r.oid))
            """);

        unfenced.ShouldBeEmpty();
        powerful.ShouldBeEmpty();
    }

    [Fact]
    public async Task Worker_OnWhatItHasNoUseFor_HasNoRights()
    {
        await using var session = await OpenAsync(_installation.Database.WorkerConnectionString);

        var closed = await ReadAsync(session, """
            select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
              join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
             where n.nspname = 'public' and c.relkind = 'r' and not has_table_privilege(c.oid, 'select')
             order by 1
            """);

        closed.ShouldBe(ClosedToWorker);
    }

    [Theory]
    [InlineData(DatabaseRoles.App)]
    [InlineData(DatabaseRoles.Worker)]
    public async Task EveryTable_InAnotherOrganizationsSession_ShowsNoRow(string role)
    {
        await using var session = await OpenAsync(ConnectionStringOf(role));
        await using var owner = _installation.Database.OwnerContext();
        foreach (var table in TablesOf(owner, role))
        {
            await EnterAsync(session, _theirs.Id);
            (await CountAsync(session, table)).ShouldBeGreaterThan(0, $"{table}: the other organization has rows to leak");

            await EnterAsync(session, _ours.Id);
            var leaked = await CountAsync(session, $"{table} where org_id = '{_theirs.Id}'");

            // Claims cross organizations by design: the worker sees work items, and only those.
            var expected = table == "work_items" && role == DatabaseRoles.Worker ? 1 : 0;
            leaked.ShouldBe(expected, table);
        }
    }

    [Theory]
    [InlineData(DatabaseRoles.App)]
    [InlineData(DatabaseRoles.Worker)]
    public async Task EveryTable_WithoutAnOrganization_ShowsNoRow(string role)
    {
        await using var session = await OpenAsync(ConnectionStringOf(role));
        await using var owner = _installation.Database.OwnerContext();
        foreach (var table in TablesOf(owner, role))
        {
            if (table == "work_items" && role == DatabaseRoles.Worker)
            {
                continue;
            }

            (await CountAsync(session, table)).ShouldBe(0, table);
        }
    }

    [Fact]
    public async Task Insert_IntoAnotherOrganization_IsRefusedByTheDatabase()
    {
        await using var session = await OpenAsync(ConnectionStringOf(DatabaseRoles.App));
        await EnterAsync(session, _ours.Id);
        await using var command = new NpgsqlCommand(
            $"insert into memberships (org_id, user_id, role, created_at) values ('{_theirs.Id}', '{_ours.UserId}', 'owner', now())", session);

        var refused = await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancellation));

        refused.SqlState.ShouldBe(InsufficientPrivilege);
    }

    [Fact]
    public async Task Update_OfAnotherOrganizationsRow_ChangesNothing()
    {
        await using var session = await OpenAsync(ConnectionStringOf(DatabaseRoles.App));
        await EnterAsync(session, _ours.Id);
        await using var command = new NpgsqlCommand($"update calls set revenue = 0 where org_id = '{_theirs.Id}'", session);

        (await command.ExecuteNonQueryAsync(Cancellation)).ShouldBe(0);
    }

    [Fact]
    public async Task SaveChanges_WithARowOfAnotherOrganization_IsRefusedByTheInterceptor()
    {
        await using var scope = _installation.Scope(_ours);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        db.Calls.Add(CallBuilder.Pending(_theirs.Id));

        await Should.ThrowAsync<InvalidOperationException>(() => db.SaveChangesAsync(Cancellation));
    }

    [Fact]
    public async Task Query_WithFiltersIgnored_StillSeesOnlyItsOrganization()
    {
        await using var scope = _installation.Scope(_ours);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();

        (await db.Calls.IgnoreQueryFilters().CountAsync(Cancellation)).ShouldBe(0);
    }

    [Fact]
    public async Task PooledConnection_AfterAnotherOrganizationUsedIt_RemembersNothing()
    {
        var pooled = new NpgsqlConnectionStringBuilder(_installation.Database.AppConnectionString) { MaxPoolSize = 1 }.ConnectionString;
        await using var source = NpgsqlDataSource.Create(pooled);
        await using (var first = await source.OpenConnectionAsync(Cancellation))
        {
            await EnterAsync(first, _theirs.Id);
            (await CountAsync(first, "calls")).ShouldBe(1);
        }

        await using var second = await source.OpenConnectionAsync(Cancellation);
        (await CountAsync(second, "calls")).ShouldBe(0);
    }

    [Fact]
    public async Task PresentedToken_OfAnotherOrganization_OpensItsOneRowAndNothingElse()
    {
        await using var owner = await OpenAsync(_installation.Database.OwnerConnectionString);
        var hash = (await ReadAsync(owner, $"select encode(token_hash, 'hex') from api_keys where org_id = '{_theirs.Id}'")).Single();
        await using var session = await OpenAsync(_installation.Database.AppConnectionString);
        await ReadAsync(session, $"select set_config('app.token', '{hash}', false)");

        (await CountAsync(session, "api_keys")).ShouldBe(1);
        (await CountAsync(session, "invites")).ShouldBe(0);
        (await CountAsync(session, "calls")).ShouldBe(0);
        await using var write = new NpgsqlCommand("update api_keys set revoked_at = now()", session);
        (await write.ExecuteNonQueryAsync(Cancellation)).ShouldBe(0);
    }

    private static IEnumerable<IEntityType> TenantEntities(AppDbContext context) =>
        context.Model.GetEntityTypes().Where(entity => entity.ClrType.IsAssignableTo(typeof(ITenantOwned)));

    private static IEnumerable<string> TablesOf(AppDbContext context, string role) => TenantEntities(context)
        .Select(entity => entity.GetTableName()!)
        .Where(table => role != DatabaseRoles.Worker || !ClosedToWorker.Contains(table));

    private string ConnectionStringOf(string role) =>
        role == DatabaseRoles.App ? _installation.Database.AppConnectionString : _installation.Database.WorkerConnectionString;

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Cancellation);
        return connection;
    }

    private static async Task EnterAsync(NpgsqlConnection session, OrganizationId organizationId)
    {
        await using var command = new NpgsqlCommand("select set_config('app.org_id', $1, false)", session)
        {
            Parameters = { new() { Value = organizationId.ToString() } },
        };
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static async Task<long> CountAsync(NpgsqlConnection session, string from)
    {
        await using var command = new NpgsqlCommand($"select count(*) from {from}", session);
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private static async Task<List<string>> ReadAsync(NpgsqlConnection session, string sql)
    {
        await using var command = new NpgsqlCommand(sql, session);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<string>();
        while (await reader.ReadAsync(Cancellation))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
