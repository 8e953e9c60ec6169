using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using CallScript.Application.Integrations.Ringba;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CallScript.Infrastructure.Integrations.Ringba;

/// <summary>Families of requests that Ringba limits apart.</summary>
internal enum RingbaResource
{
    /// <summary>The call log and what is added up from it.</summary>
    Reports,

    /// <summary>Single calls by id.</summary>
    Details,
}

/// <summary>What is left of an account's requests. It belongs to the account, whoever connected it.</summary>
internal sealed class RingbaBudgetRecord
{
    /// <summary>SHA-256, so that who may read the table learns of no account.</summary>
    public byte[] AccountHash { get; private set; } = [];

    public double SecondTokens { get; private set; }

    public double MinuteTokens { get; private set; }

    public DateTimeOffset RefilledAt { get; private set; }

    /// <summary>Until when Ringba said to wait; null when it did not.</summary>
    public DateTimeOffset? BlockedUntil { get; private set; }
}

/// <summary>
/// The requests that an account may get, shared by all processes: two token buckets in one row, one for the second and one
/// for the minute, filled and emptied by the database's clock in a single statement. Who has no database, such as a test of
/// the client alone, shares with nobody and is not held back.
/// </summary>
internal sealed class RingbaBudget(NpgsqlDataSource? database, IOptions<RingbaOptions> options)
{
    private const string EnsureSql = """
        insert into ringba_budgets (account_hash, second_tokens, minute_tokens, refilled_at)
        values ($1, $2, $3, clock_timestamp()) on conflict do nothing
        """;

    // The clock is read before the row is locked, so the time since the last refill can come out as below zero.
    private const string TakeSql = """
        update ringba_budgets
           set second_tokens = least($2, second_tokens + greatest(0, extract(epoch from clock_timestamp() - refilled_at)) * $2) - 1,
               minute_tokens = least($3, minute_tokens + greatest(0, extract(epoch from clock_timestamp() - refilled_at)) * $3 / 60) - 1,
               refilled_at = greatest(refilled_at, clock_timestamp())
         where account_hash = $1
           and coalesce(blocked_until <= clock_timestamp(), true)
           and least($2, second_tokens + greatest(0, extract(epoch from clock_timestamp() - refilled_at)) * $2) >= 1
           and least($3, minute_tokens + greatest(0, extract(epoch from clock_timestamp() - refilled_at)) * $3 / 60) >= 1 + $4
        """;

    private const string WaitSql = """
        select greatest(
                 0.01,
                 coalesce(extract(epoch from blocked_until - clock_timestamp()), 0),
                 (1 - second_tokens) / $2 - extract(epoch from clock_timestamp() - refilled_at),
                 (1 + $4 - minute_tokens) * 60 / $3 - extract(epoch from clock_timestamp() - refilled_at))::double precision
          from ringba_budgets where account_hash = $1
        """;

    private const string BlockSql = """
        update ringba_budgets set blocked_until = greatest(blocked_until, clock_timestamp() + $2) where account_hash = $1
        """;

    private readonly RingbaOptions _options = options.Value;

    /// <summary>Takes one request out of the budget, and waits a little when there is none.</summary>
    /// <returns>Null when the request may go; otherwise how long until it might.</returns>
    public async Task<TimeSpan?> TakeAsync(RingbaAccount account, RingbaResource resource, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (database is null)
        {
            return null;
        }

        var limits = LimitsOf(account, resource);
        var waited = Stopwatch.StartNew();
        var known = false;
        while (true)
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            if (await ExecuteAsync(connection, TakeSql, limits, cancellationToken) == 1)
            {
                return null;
            }

            if (!known)
            {
                known = true;
                await EnsureAsync(connection, limits, cancellationToken);
                continue;
            }

            var wait = await WaitAsync(connection, limits, cancellationToken);
            if (waited.Elapsed + wait > patience)
            {
                return wait;
            }

            await connection.CloseAsync();

            // By the real clock, like the buckets.
            await Task.Delay(wait, cancellationToken);
        }
    }

    /// <summary>Ringba says that the limit is reached: nobody asks for as long as it wants.</summary>
    public async Task BlockAsync(RingbaAccount account, RingbaResource resource, TimeSpan? asked, CancellationToken cancellationToken)
    {
        if (database is null)
        {
            return;
        }

        await using var command = database.CreateCommand(BlockSql);
        command.Parameters.Add(new() { Value = KeyOf(account, resource) });
        command.Parameters.Add(new() { Value = Clamp(asked ?? _options.ThrottlePause) });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task EnsureAsync(NpgsqlConnection connection, Limits limits, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(EnsureSql, connection);
        command.Parameters.Add(new() { Value = limits.Key });
        command.Parameters.Add(new() { Value = limits.PerSecond });
        command.Parameters.Add(new() { Value = limits.PerMinute });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<int> ExecuteAsync(
        NpgsqlConnection connection, string sql, Limits limits, CancellationToken cancellationToken)
    {
        await using var command = WithLimits(new NpgsqlCommand(sql, connection), limits);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<TimeSpan> WaitAsync(NpgsqlConnection connection, Limits limits, CancellationToken cancellationToken)
    {
        await using var command = WithLimits(new NpgsqlCommand(WaitSql, connection), limits);
        return TimeSpan.FromSeconds((double)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    private static NpgsqlCommand WithLimits(NpgsqlCommand command, Limits limits)
    {
        command.Parameters.Add(new() { Value = limits.Key });
        command.Parameters.Add(new() { Value = limits.PerSecond });
        command.Parameters.Add(new() { Value = limits.PerMinute });
        command.Parameters.Add(new() { Value = limits.Reserve });
        return command;
    }

    private Limits LimitsOf(RingbaAccount account, RingbaResource resource)
    {
        double perMinute = resource == RingbaResource.Details ? _options.DetailRequestsPerMinute : _options.RequestsPerMinute;
        return new Limits(
            KeyOf(account, resource), _options.RequestsPerSecond, perMinute,
            account.IsPatient ? Math.Min(perMinute * _options.LiveReserve, perMinute - 1) : 0);
    }

    // Ringba's word, or a broken proxy's: an account is not silenced for days by one answer.
    private static TimeSpan Clamp(TimeSpan pause) => pause < RingbaOptions.LongestPause ? pause : RingbaOptions.LongestPause;

    private static byte[] KeyOf(RingbaAccount account, RingbaResource resource) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{account.BaseAddress.AbsoluteUri} {account.AccountId} {(account.IsUnproven ? account.Token : "")} {resource}"));

    /// <summary>One bucket's key, size and what of it is kept for others.</summary>
    private readonly record struct Limits(byte[] Key, double PerSecond, double PerMinute, double Reserve);
}
