using System.Diagnostics;
using CallScript.Application.Pipeline;
using CallScript.Domain.Pipeline;
using CallScript.TestKit.Hosting;
using Npgsql;

namespace CallScript.Bench.Queue;

/// <summary>The table of work items as its owner fills it, and the product's own claims and completions against it.</summary>
internal sealed class Queue(NpgsqlConnection owner, IWorkQueue queue, IReadOnlyList<TestOrganization> organizations)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    /// <summary>Waiting items, spread over the first so many organizations, a second apart, the newest at the present.</summary>
    public async Task FillAsync(long items, int among, CancellationToken cancellationToken)
    {
        await ExecuteAsync("truncate work_items", cancellationToken);
        for (var i = 0; i < among; i++)
        {
            await AddAsync(organizations[i], items / among, TimeSpan.Zero, cancellationToken);
        }

        await ExecuteAsync("vacuum analyze work_items", cancellationToken);
        await ExecuteAsync("checkpoint", cancellationToken);
    }

    // Ids in the order of time, as the product's are: the newest stand side by side in every index.
    public Task AddAsync(TestOrganization organization, long items, TimeSpan age, CancellationToken cancellationToken) => ExecuteAsync(
        $"""
        insert into work_items (org_id, id, lane, subject_id, state, priority, available_at, attempts, fencing_token, created_at)
        select '{organization.Id}', uuidv7(-age), 'vault', uuidv7(-age), 'available', now() - age, now(), 0, 0, now()
          from (select interval '{age.TotalSeconds} seconds' + number * interval '1 second' as age
                  from generate_series({items}, 1, -1) number) waiting
        """,
        cancellationToken);

    /// <summary>As a worker does that hears of new work.</summary>
    public void Announce() => queue.Announce(Lane.Vault);

    /// <summary>Claims and completes until so many are done.</summary>
    /// <returns>Items a second.</returns>
    public async Task<double> WorkAsync(int claimers, int batch, int items, CancellationToken cancellationToken)
    {
        var left = items;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, claimers).Select(claimer => Task.Run(
            async () =>
            {
                while (Volatile.Read(ref left) > 0)
                {
                    var leases = await ClaimAsync($"claimer {claimer}", batch, cancellationToken);
                    if (leases.Count == 0)
                    {
                        return;
                    }

                    await CompleteAsync(leases, cancellationToken);
                    Interlocked.Add(ref left, -leases.Count);
                }
            },
            cancellationToken)));
        return (items - left) / watch.Elapsed.TotalSeconds;
    }

    public Task<IReadOnlyList<WorkLease>> ClaimAsync(string owner, int batch, CancellationToken cancellationToken) =>
        queue.ClaimAsync(Lane.Vault, owner, batch, Lease, cancellationToken);

    public async Task CompleteAsync(IReadOnlyList<WorkLease> leases, CancellationToken cancellationToken)
    {
        if ((await queue.CompleteAsync(leases, cancellationToken)).Count != leases.Count)
        {
            throw new InvalidOperationException("An item was completed by somebody else.");
        }
    }

    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, owner) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
