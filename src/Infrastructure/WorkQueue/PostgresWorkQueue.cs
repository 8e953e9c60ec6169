using System.Text.Json;
using CallScript.Application.Pipeline;
using CallScript.Domain.Organizations;
using CallScript.Domain.Pipeline;
using Npgsql;
using NpgsqlTypes;

namespace CallScript.Infrastructure.WorkQueue;

/// <summary>
/// The queue as SQL over all organizations; only the worker role may run it. Leases are timed by the database's
/// clock, so that workers whose clocks differ agree on which have run out.
/// </summary>
internal sealed class PostgresWorkQueue(NpgsqlDataSource database) : IWorkQueue
{
    // Steps from organization to organization along the index instead of reading every waiting row.
    private const string OrganizationsSql = """
        with recursive waiting as (
          (select org_id from work_items
            where lane = $1 and state = 'available' and available_at <= now() order by org_id limit 1)
          union all
          select (select w.org_id from work_items w
                   where w.lane = $1 and w.state = 'available' and w.available_at <= now() and w.org_id > waiting.org_id
                   order by w.org_id limit 1)
            from waiting where waiting.org_id is not null)
        select org_id from waiting where org_id is not null
        """;

    // Materialized: the planner must not re-evaluate the locking select for each updated row.
    private const string ClaimSql = """
        with next as materialized (
          select org_id, id from work_items
           where lane = $1 and org_id = $2 and state = 'available' and available_at <= now()
           order by priority desc limit $3 for update skip locked)
        update work_items w
           set state = 'running', lease_owner = $4, lease_until = now() + $5,
               attempts = w.attempts + 1, fencing_token = w.fencing_token + 1
          from next where w.org_id = next.org_id and w.id = next.id
        returning w.id, w.org_id, w.lane, w.subject_id, w.attempts, w.fencing_token, w.priority
        """;

    private const string ExtendSql = """
        update work_items w set lease_until = now() + $4
          from unnest($1::uuid[], $2::uuid[], $3::bigint[]) as held(org_id, id, token)
         where w.org_id = held.org_id and w.id = held.id and w.fencing_token = held.token and w.state = 'running'
        returning w.id
        """;

    private const string ClaimExpiredSql = """
        with expired as materialized (
          select org_id, id from work_items
           where state = 'running' and lease_until < now()
           order by lease_until limit $1 for update skip locked)
        update work_items w
           set lease_owner = $2, lease_until = now() + $3, fencing_token = w.fencing_token + 1
          from expired where w.org_id = expired.org_id and w.id = expired.id
        returning w.id, w.org_id, w.lane, w.subject_id, w.attempts, w.fencing_token, w.priority
        """;

    private int _turn;

    public async Task<IReadOnlyList<WorkLease>> ClaimAsync(
        Lane lane, string owner, int limit, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var organizations = await OrganizationsAsync(connection, lane, cancellationToken);
        var claimed = new List<(WorkLease Lease, DateTimeOffset Priority)>(limit);

        // Organizations take turns, starting with another one each time: a large backlog delays no other
        // organization's fresh call by more than a batch.
        var first = organizations.Count == 0 ? 0 : (Interlocked.Increment(ref _turn) & int.MaxValue) % organizations.Count;
        for (var i = 0; i < organizations.Count && claimed.Count < limit; i++)
        {
            var share = Math.Max(1, (limit - claimed.Count) / (organizations.Count - i));
            var organizationId = organizations[(first + i) % organizations.Count];
            await using var command = new NpgsqlCommand(ClaimSql, connection)
            {
                Parameters =
                {
                    new() { Value = Text(lane) },
                    new() { Value = organizationId.Value },
                    new() { Value = share },
                    new() { Value = owner },
                    new() { Value = lease },
                },
            };
            claimed.AddRange(await ReadAsync(command, cancellationToken));
        }

        return [.. claimed.OrderByDescending(item => item.Priority).Select(item => item.Lease)];
    }

    public async Task<IReadOnlySet<WorkItemId>> ExtendAsync(
        IReadOnlyCollection<WorkLease> leases, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ExtendSql);
        command.Parameters.Add(new() { Value = leases.Select(held => held.OrganizationId.Value).ToArray() });
        command.Parameters.Add(new() { Value = leases.Select(held => held.Id.Value).ToArray() });
        command.Parameters.Add(new() { Value = leases.Select(held => held.FencingToken).ToArray() });
        command.Parameters.Add(new() { Value = lease, NpgsqlDbType = NpgsqlDbType.Interval });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var held = new HashSet<WorkItemId>();
        while (await reader.ReadAsync(cancellationToken))
        {
            held.Add(new WorkItemId(reader.GetGuid(0)));
        }

        return held;
    }

    public async Task<IReadOnlyList<WorkLease>> ClaimExpiredAsync(
        string owner, int limit, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(ClaimExpiredSql, connection)
        {
            Parameters = { new() { Value = limit }, new() { Value = owner }, new() { Value = lease } },
        };
        return [.. (await ReadAsync(command, cancellationToken)).Select(item => item.Lease)];
    }

    private static async Task<List<OrganizationId>> OrganizationsAsync(
        NpgsqlConnection connection, Lane lane, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(OrganizationsSql, connection) { Parameters = { new() { Value = Text(lane) } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var organizations = new List<OrganizationId>();
        while (await reader.ReadAsync(cancellationToken))
        {
            organizations.Add(new OrganizationId(reader.GetGuid(0)));
        }

        return organizations;
    }

    private static async Task<List<(WorkLease Lease, DateTimeOffset Priority)>> ReadAsync(
        NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var leases = new List<(WorkLease, DateTimeOffset)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            leases.Add((
                new WorkLease(
                    new WorkItemId(reader.GetGuid(0)),
                    new OrganizationId(reader.GetGuid(1)),
                    Enum.Parse<Lane>(reader.GetString(2), ignoreCase: true),
                    reader.GetGuid(3),
                    reader.GetInt32(4),
                    reader.GetInt64(5)),
                await reader.GetFieldValueAsync<DateTimeOffset>(6, cancellationToken)));
        }

        return leases;
    }

    private static string Text(Lane lane) => JsonNamingPolicy.SnakeCaseLower.ConvertName(lane.ToString());
}
