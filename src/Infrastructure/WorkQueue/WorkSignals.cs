using System.Runtime.CompilerServices;
using CallScript.Domain.Pipeline;
using Npgsql;

namespace CallScript.Infrastructure.WorkQueue;

/// <summary>Hears, as soon as it is committed, that a lane has new work.</summary>
public sealed class WorkSignals(NpgsqlDataSource database)
{
    /// <summary>The channel that the trigger on <c>work_items</c> notifies; the payload is the lane.</summary>
    public const string Channel = "callscript_work";

    /// <summary>
    /// Lanes as they get work, until cancelled. A broken connection throws; whoever listens anew has missed
    /// signals and must look for work once.
    /// </summary>
    public async IAsyncEnumerable<Lane> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var heard = new Queue<Lane>();
        connection.Notification += (_, signal) =>
        {
            if (Enum.TryParse<Lane>(signal.Payload, ignoreCase: true, out var lane))
            {
                heard.Enqueue(lane);
            }
        };
        await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        while (true)
        {
            await connection.WaitAsync(cancellationToken);
            while (heard.TryDequeue(out var lane))
            {
                yield return lane;
            }
        }
    }
}
