using System.Diagnostics;
using CallScript.Domain.Organizations;
using CallScript.TestKit.Hosting;
using Npgsql;

namespace CallScript.Bench.Ingest;

/// <summary>The table of calls as its owner sees it: filled, measured and emptied past the fences.</summary>
internal sealed class Table(NpgsqlConnection owner)
{
    private static readonly string[] Triggers = ["calls_rolled_up", "calls_rolled_down"];

    /// <summary>Fills the table up with calls of other organizations.</summary>
    public async Task FillAsync(TestInstallation installation, IReadOnlyList<TestOrganization> others, long rows, CancellationToken cancellationToken)
    {
        var missing = rows - await ScalarAsync<long>("select count(*) from calls", cancellationToken);
        foreach (var organization in others)
        {
            await using (var db = installation.OwnerContext(organization))
            {
                if (!db.Calls.Any())
                {
                    db.Calls.Add(CallBuilder.Pending(organization.Id));
                    await db.SaveChangesAsync(cancellationToken);
                }
            }

            // Past the triggers: what is measured are the calls that come after these.
            await ExecuteAsync(
                $"""
                do $fill$
                declare
                  columns text := (select string_agg(attname, ', ' order by attnum)
                                     from pg_attribute where attrelid = 'calls'::regclass and attnum > 0 and not attisdropped);
                begin
                  set local session_replication_role = replica;
                  execute format(
                    'insert into calls (%1$s) select %2$s from (select * from calls where org_id = %3$L limit 1) t, generate_series(1, %4$s) n',
                    columns,
                    rtrim(replace(replace(replace(' ' || columns || ',', ' id,', ' uuidv7(n * interval ''1 second''),'),
                      ' source_call_id,', ' ''{rows}-'' || n,'), ' started_at,', ' started_at - n * interval ''1 second'','), ','),
                    '{organization.Id}', {Math.Max(0, missing / others.Count)});
                end $fill$
                """,
                cancellationToken);
        }

        await ExecuteAsync("vacuum analyze calls", cancellationToken);
        await ExecuteAsync("checkpoint", cancellationToken);
    }

    /// <summary>The calls of an organization as values, in the order of the table's columns.</summary>
    public async Task<IReadOnlyList<object[]>> ReadAsync(OrganizationId organizationId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"select * from calls where org_id = '{organizationId}'", owner);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<object[]>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var values = new object[reader.FieldCount];
            reader.GetValues(values);
            rows.Add(values);
        }

        return rows;
    }

    /// <returns>Rows a second of one binary COPY of all rows.</returns>
    public async Task<double> CopyAsync(string table, IReadOnlyList<object[]> rows, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await using (var writer = await owner.BeginBinaryImportAsync($"copy {table} from stdin (format binary)", cancellationToken))
        {
            foreach (var row in rows)
            {
                await writer.WriteRowAsync(cancellationToken, row);
            }

            await writer.CompleteAsync(cancellationToken);
        }

        return rows.Count / watch.Elapsed.TotalSeconds;
    }

    /// <summary>An empty table with the columns of the calls and nothing else.</summary>
    public Task MakeBareAsync(CancellationToken cancellationToken) =>
        ExecuteAsync("drop table if exists bare_calls; create table bare_calls (like calls)", cancellationToken);

    public async Task EmptyAsync(OrganizationId organizationId, CancellationToken cancellationToken)
    {
        await ExecuteAsync($"delete from work_items where org_id = '{organizationId}'", cancellationToken);
        await ExecuteAsync($"delete from calls where org_id = '{organizationId}'", cancellationToken);
        await ExecuteAsync("vacuum work_items", cancellationToken);
        await ExecuteAsync("vacuum calls", cancellationToken);
    }

    /// <summary>Switches the totals by the hour off or on.</summary>
    public Task AddUpHoursAsync(bool on, CancellationToken cancellationToken) =>
        ExecuteAsync(
            string.Concat(Triggers.Select(trigger => $"alter table calls {(on ? "enable" : "disable")} trigger {trigger};")), cancellationToken);

    /// <summary>Whether the totals of an organization's hours are those of its calls.</summary>
    public Task<bool> TotalsAgreeAsync(OrganizationId organizationId, CancellationToken cancellationToken) => ScalarAsync<bool>(
        $"""
        select (select (sum(calls), sum(duration_milliseconds), sum(revenue), sum(payout))::text from call_hours where org_id = '{organizationId}')
          = (select (count(*), sum(round(duration_seconds * 1000)::bigint), sum(revenue), sum(payout))::text from calls where org_id = '{organizationId}')
        """,
        cancellationToken);

    public Task<long> WalPositionAsync(CancellationToken cancellationToken) =>
        ScalarAsync<long>("select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint", cancellationToken);

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, owner) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<T> ScalarAsync<T>(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, owner) { CommandTimeout = 0 };
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
