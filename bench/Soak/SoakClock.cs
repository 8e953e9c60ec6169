using System.Globalization;
using CallScript.TestKit.Database;
using Npgsql;

namespace CallScript.Bench.Soak;

/// <summary>
/// A calendar on which a month passes in minutes. Only the date runs fast: timers, and with them time limits, heartbeats and
/// waits for an answer, keep the real pace, because the machine's own work does not get any faster.
/// </summary>
public sealed class SoakClock(DateTimeOffset begin, DateTimeOffset realBegin, double speed) : TimeProvider
{
    private const string Variable = "SOAK_CLOCK";

    public DateTimeOffset Begin { get; } = begin;

    public double Speed { get; } = speed;

    public override DateTimeOffset GetUtcNow() => Begin + ((System.GetUtcNow() - realBegin) * Speed);

    /// <summary>How long it really takes until a date.</summary>
    public TimeSpan Until(DateTimeOffset date) => (date - GetUtcNow()) / Speed is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    public void Tell(IDictionary<string, string?> environment) => environment[Variable] = string.Create(
        CultureInfo.InvariantCulture, $"{Begin.UtcTicks} {realBegin.UtcTicks} {Speed:R}");

    public static SoakClock FromEnvironment()
    {
        var parts = (Environment.GetEnvironmentVariable(Variable) ?? throw new InvalidOperationException($"{Variable} is not set.")).Split(' ');
        DateTimeOffset Time(int part) => new(long.Parse(parts[part], CultureInfo.InvariantCulture), TimeSpan.Zero);
        return new SoakClock(Time(0), Time(1), double.Parse(parts[2], CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// Gives the database the same calendar: functions of these names stand before PostgreSQL's own in the search path of
    /// every later connection.
    /// </summary>
    public async Task RuleAsync(TestDatabase database, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(database.OwnerConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            $"""
            create schema soak;
            grant usage on schema soak to public;
            create function soak.now() returns timestamptz language sql stable as $$
              select {Literal(Begin)} + (pg_catalog.now() - {Literal(realBegin)}) * {Speed.ToString("R", CultureInfo.InvariantCulture)}::float8 $$;
            create function soak.clock_timestamp() returns timestamptz language sql volatile as $$
              select {Literal(Begin)} + (pg_catalog.clock_timestamp() - {Literal(realBegin)}) * {Speed.ToString("R", CultureInfo.InvariantCulture)}::float8 $$;
            alter database {connection.Database} set search_path = soak, public, pg_catalog;
            """,
            connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Literal(DateTimeOffset time) => $"timestamptz '{time.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}Z'";
}
