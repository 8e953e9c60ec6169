using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CallScript.Application.Pipeline;
using CallScript.Domain.Organizations;
using CallScript.Domain.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace CallScript.Infrastructure.WorkQueue;

/// <summary>
/// The queue as SQL over all organizations; only the worker role may run it. Leases are timed by the database's
/// clock, so that workers whose clocks differ agree on which have run out.
/// </summary>
internal sealed class PostgresWorkQueue(
    [FromKeyedServices(WorkQueueServices.Database)] NpgsqlDataSource database, IOptions<WorkQueueOptions> options) : IWorkQueue
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

    // Materialized: the planner must not re-evaluate the locking select for each updated row. The share is part of the text: for
    // a limit that it does not know the planner would expect a tenth of the queue, and sort instead of walking the index.
    private const string ClaimSql = """
        with next as materialized (
          select item.org_id, item.id
            from unnest($2::uuid[], $3::timestamptz[]) as chosen(org_id, mark)
           cross join lateral (
             select w.org_id, w.id from work_items w
              where w.lane = $1 and w.org_id = chosen.org_id and w.state = 'available' and w.available_at <= now() and {bound}
              order by w.priority {direction} limit {share} for update skip locked) item)
        update work_items w
           set state = 'running', lease_owner = $4, lease_until = now() + $5,
               attempts = w.attempts + 1, fencing_token = w.fencing_token + 1
          from next where w.org_id = next.org_id and w.id = next.id
        returning w.id, w.org_id, w.lane, w.subject_id, w.attempts, w.fencing_token, w.priority
        """;

    private const string CompleteSql = """
        delete from work_items w
         using unnest($1::uuid[], $2::uuid[], $3::bigint[]) as held(org_id, id, token)
         where w.org_id = held.org_id and w.id = held.id and w.fencing_token = held.token
        returning w.id
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

    /// <summary>Every so many claims begin with what has waited for too long.</summary>
    private const int TurnsForTheOldest = 8;

    private static readonly TimeSpan ShortestRound = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(1);

    private static readonly ConcurrentDictionary<(bool IsOldest, int Share), string> ClaimTexts = new();

    private readonly TimeSpan _longestWait = options.Value.LongestWait;
    private readonly ConcurrentDictionary<Lane, Round> _rounds = new();
    private int _turn;

    public async Task<IReadOnlyList<WorkLease>> ClaimAsync(
        Lane lane, string owner, int limit, TimeSpan lease, IReadOnlySet<OrganizationId> except, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var claimed = new List<Claimed>(limit);
        var turn = Interlocked.Increment(ref _turn) & int.MaxValue;
        var round = _rounds.GetValueOrDefault(lane);
        var isNew = round is null or { IsExpired: true };
        if (isNew)
        {
            round = await BeginRoundAsync(connection, lane, turn, cancellationToken);
        }

        if (turn % TurnsForTheOldest == 0)
        {
            claimed.AddRange(await ClaimAsync(
                connection, lane, round!.Next(limit, except), limit, owner, lease, isOldest: true, cancellationToken));
        }

        // Organizations take turns, starting with another one each time: a large backlog delays no other
        // organization's fresh call by more than a batch.
        while (claimed.Count < limit)
        {
            var chosen = round!.Next(limit - claimed.Count, except);
            if (chosen.Count == 0)
            {
                if (isNew)
                {
                    break;
                }

                round = await BeginRoundAsync(connection, lane, turn, cancellationToken);
                isNew = true;
                continue;
            }

            var share = ShareOf(chosen, limit - claimed.Count);
            var taken = await ClaimAsync(
                connection, lane, chosen, limit - claimed.Count, owner, lease, isOldest: false, cancellationToken);
            round.Took(chosen, share, taken);
            claimed.AddRange(taken);
        }

        return [.. claimed.OrderByDescending(item => item.Priority).Select(item => item.Lease)];
    }

    public void Announce(Lane lane) => _rounds.TryRemove(lane, out _);

    public async Task<IReadOnlySet<WorkItemId>> CompleteAsync(
        IReadOnlyCollection<WorkLease> leases, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(CompleteSql, connection);
        AddHeld(command, leases);
        await command.PrepareAsync(cancellationToken);
        return await ReadIdsAsync(command, cancellationToken);
    }

    public async Task<IReadOnlySet<WorkItemId>> ExtendAsync(
        IReadOnlyCollection<WorkLease> leases, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(ExtendSql, connection);
        AddHeld(command, leases);
        command.Parameters.Add(new() { Value = lease, NpgsqlDbType = NpgsqlDbType.Interval });
        return await ReadIdsAsync(command, cancellationToken);
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

    /// <summary>
    /// Looks who has work waiting, once for the claims of a moment: newer work waits for the next round or its announcement. Where
    /// looking takes long, because what was claimed cannot be cleaned up while somebody holds an old snapshot, the round is kept
    /// for twenty times as long, and in it each organization is read on from where it was left: otherwise every claim would walk
    /// over all that came before it.
    /// </summary>
    private async Task<Round> BeginRoundAsync(NpgsqlConnection connection, Lane lane, int turn, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        await using var command = new NpgsqlCommand(OrganizationsSql, connection) { Parameters = { new() { Value = Text(lane) } } };
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var organizations = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            organizations.Add(reader.GetGuid(0));
        }

        var kept = Math.Clamp(20 * Stopwatch.GetElapsedTime(begun).Ticks, ShortestRound.Ticks, LongestRound.Ticks);
        var until = begun + (long)(TimeSpan.FromTicks(kept).TotalSeconds * Stopwatch.Frequency);
        var round = new Round(organizations, organizations.Count == 0 ? 0 : turn % organizations.Count, until);
        _rounds[lane] = round;
        return round;
    }

    private async Task<List<Claimed>> ClaimAsync(
        NpgsqlConnection connection,
        Lane lane,
        IReadOnlyList<Place> chosen,
        int limit,
        string owner,
        TimeSpan lease,
        bool isOldest,
        CancellationToken cancellationToken)
    {
        if (chosen.Count == 0)
        {
            return [];
        }

        var sql = ClaimTexts.GetOrAdd((isOldest, ShareOf(chosen, limit)), ClaimText);
        await using var command = new NpgsqlCommand(sql, connection)
        {
            Parameters =
            {
                new() { Value = Text(lane) },
                new() { Value = chosen.Select(place => place.OrganizationId).ToArray() },
                new() { Value = chosen.Select(place => place.Mark).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz },
                new() { Value = owner },
                new() { Value = lease, NpgsqlDbType = NpgsqlDbType.Interval },
            },
        };
        if (isOldest)
        {
            command.Parameters.Add(new() { Value = _longestWait, NpgsqlDbType = NpgsqlDbType.Interval });
        }

        await command.PrepareAsync(cancellationToken);
        return await ReadAsync(command, cancellationToken);
    }

    private static string ClaimText((bool IsOldest, int Share) claim) => ClaimSql
        .Replace("{bound}", claim.IsOldest ? "w.priority < now() - $6" : "w.priority <= chosen.mark", StringComparison.Ordinal)
        .Replace("{direction}", claim.IsOldest ? "asc" : "desc", StringComparison.Ordinal)
        .Replace("{share}", claim.Share.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static int ShareOf(IReadOnlyList<Place> chosen, int limit) => Math.Max(1, limit / Math.Max(1, chosen.Count));

    private static void AddHeld(NpgsqlCommand command, IReadOnlyCollection<WorkLease> leases)
    {
        command.Parameters.Add(new() { Value = leases.Select(held => held.OrganizationId.Value).ToArray() });
        command.Parameters.Add(new() { Value = leases.Select(held => held.Id.Value).ToArray() });
        command.Parameters.Add(new() { Value = leases.Select(held => held.FencingToken).ToArray() });
    }

    private static async Task<HashSet<WorkItemId>> ReadIdsAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new HashSet<WorkItemId>();
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(new WorkItemId(reader.GetGuid(0)));
        }

        return ids;
    }

    private static async Task<List<Claimed>> ReadAsync(
        NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var leases = new List<Claimed>();
        while (await reader.ReadAsync(cancellationToken))
        {
            leases.Add(new Claimed(
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

    private readonly record struct Claimed(WorkLease Lease, DateTimeOffset Priority);

    /// <summary>Where an organization is read on from: nothing newer than the mark.</summary>
    private readonly record struct Place(Guid OrganizationId, DateTimeOffset Mark);

    /// <summary>The organizations with work waiting, each once before any comes again. Shared by the claims of this process.</summary>
    private sealed class Round
    {
        private readonly Lock _lock = new();
        private readonly Queue<Place> _places;
        private readonly long _until;

        public Round(IReadOnlyList<Guid> organizations, int first, long until)
        {
            _places = new Queue<Place>(
                organizations.Skip(first).Concat(organizations.Take(first)).Select(id => new Place(id, DateTimeOffset.MaxValue)));
            _until = until;
        }

        /// <summary>Whether another look is due.</summary>
        public bool IsExpired => Stopwatch.GetTimestamp() >= _until;

        public List<Place> Next(int limit, IReadOnlySet<OrganizationId> except)
        {
            lock (_lock)
            {
                var chosen = new List<Place>(limit);
                for (var i = _places.Count; i > 0 && chosen.Count < limit; i--)
                {
                    var place = _places.Dequeue();
                    _places.Enqueue(place);
                    if (!except.Contains(new OrganizationId(place.OrganizationId)))
                    {
                        chosen.Add(place);
                    }
                }

                return chosen;
            }
        }

        /// <summary>Moves marks on; who gave less than its share has nothing left for this round.</summary>
        public void Took(IReadOnlyList<Place> chosen, int share, IReadOnlyList<Claimed> taken)
        {
            var ofOrganization = taken.ToLookup(item => item.Lease.OrganizationId.Value);
            lock (_lock)
            {
                for (var i = _places.Count; i > 0; i--)
                {
                    var place = _places.Dequeue();
                    if (!chosen.Any(one => one.OrganizationId == place.OrganizationId))
                    {
                        _places.Enqueue(place);
                        continue;
                    }

                    var items = ofOrganization[place.OrganizationId].ToList();
                    if (items.Count >= share)
                    {
                        var lowest = items.Min(item => item.Priority);
                        _places.Enqueue(place with { Mark = lowest < place.Mark ? lowest : place.Mark });
                    }
                }
            }
        }
    }
}
