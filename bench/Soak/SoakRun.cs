using System.Diagnostics;
using CallScript.Application.Integrations.Ringba;
using CallScript.RingbaSimulator;
using CallScript.TestKit.Hosting;
using Npgsql;

namespace CallScript.Bench.Soak;

/// <summary>How long and how hard.</summary>
public sealed record SoakPlan
{
    public int Seed { get; init; } = 1;

    public double Days { get; init; } = 30;

    /// <summary>
    /// Days without new calls at the end: until the last amount was adjusted, and then the last of the scheduled re-reads.
    /// </summary>
    public double SettlingDays { get; init; } = 22;

    /// <summary>Calls of each organization.</summary>
    public int Calls { get; init; } = 1_500;

    public int Organizations { get; init; } = 2;

    /// <summary>How much faster than the clock on the wall the calendar runs.</summary>
    public double Speed { get; init; } = 7_200;

    public int Kills { get; init; } = 10;

    /// <summary>Null: as the product does by default.</summary>
    public IReadOnlyList<(TimeSpan Every, TimeSpan Back)>? Rereads { get; init; }

    public Temperament Temperament { get; init; } = new();

    /// <summary>A few days that pass in less than a minute.</summary>
    public static SoakPlan FewDays { get; } = new()
    {
        Days = 2,
        SettlingDays = 1.6,
        Calls = 150,
        Kills = 2,
        Rereads = [(TimeSpan.FromHours(1), TimeSpan.FromHours(6)), (TimeSpan.FromHours(8), TimeSpan.FromDays(5))],
        Temperament = new Temperament { AdjustedMoneyUpToDays = 1, LateRowsUpToHours = 12, LateLinksUpToHours = 6 },
    };
}

/// <param name="Calls">Rows of the ledger.</param>
/// <param name="Differences">Where database, vault and ledger do not agree.</param>
/// <param name="Requests">To the simulator, by what was asked.</param>
/// <param name="Faults">Requests, rows and recordings that were spoilt, by kind.</param>
/// <param name="Kills">Of the worker.</param>
/// <param name="States">Calls by state.</param>
/// <param name="Delays">Median and slowest tenth of the time from the start of a call to its being here, by the calendar.</param>
/// <param name="Duration">By the clock on the wall.</param>
public sealed record SoakOutcome(
    int Calls,
    IReadOnlyList<Difference> Differences,
    IReadOnlyDictionary<SimulatedRoute, int> Requests,
    IReadOnlyDictionary<string, int> Faults,
    int Kills,
    IReadOnlyDictionary<string, long> States,
    (TimeSpan Median, TimeSpan SlowTenth) Delays,
    TimeSpan Duration);

/// <summary>Organizations read their misbehaving accounts for days of the calendar while their worker is killed again and again.</summary>
public sealed class SoakRun(SoakPlan plan, TextWriter log)
{
    private const string BrokenAccount = "RAbroken";
    private static readonly DateTimeOffset Begin = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public async Task<SoakOutcome> RunAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var audio = new Audio();
        var installing = new SoakClock(Begin, TimeProvider.System.GetUtcNow(), plan.Speed);
        await using var installation = await TestInstallation.CreateAsync(installing, cancellationToken: cancellationToken);

        // Only now, so that setting up takes nothing of the first day.
        var clock = new SoakClock(Begin, TimeProvider.System.GetUtcNow(), plan.Speed);
        await clock.RuleAsync(installation.Database, cancellationToken);
        await using var ringba = await RingbaSimulatorServer.StartAsync(new RingbaSimulatorOptions { Clock = clock }, cancellationToken);
        ringba.Faults.Take(plan.Temperament with { Seed = plan.Seed });
        var organizations = new List<(TestOrganization Organization, string Account)>();
        for (var i = 0; i <= plan.Organizations; i++)
        {
            var (organization, account) = (await installation.AddOrganizationAsync(cancellationToken), i == 0 ? BrokenAccount : $"RA{i}");
            ringba.Accounts.Add(account, TokenOf(account));
            Month.Fill(ringba.Calls, account, plan.Seed, plan.Calls, Begin, TimeSpan.FromDays(plan.Days), audio);
            var connected = await installation.SendAsync(
                organization, new ConnectRingba(ringba.ApiAddress, account, TokenOf(account), Begin), cancellationToken);
            if (!connected.IsSuccess)
            {
                throw new InvalidOperationException(connected.Error.Message);
            }

            organizations.Add((organization, account));
        }

        // One account fails all the time, which must be nobody else's trouble.
        ringba.Faults.Add(new FailNext { Account = BrokenAccount, Count = int.MaxValue, Status = 500 });
        var kills = await LiveAsync(installation, ringba, clock, cancellationToken);
        var (differences, calls) = (new List<Difference>(), 0);
        var comparison = new Comparison(installation);
        var ledger = ringba.Ledger.Entries.ToLookup(entry => entry.AccountId, StringComparer.Ordinal);
        foreach (var (organization, account) in organizations)
        {
            var entries = account == BrokenAccount ? [] : ledger[account].ToList();
            calls += entries.Count;
            differences.AddRange(await comparison.CompareAsync(organization, entries, cancellationToken));
        }

        return new SoakOutcome(
            calls, differences, ringba.Faults.Requests, ringba.Faults.Struck, kills,
            await StatesAsync(installation, cancellationToken), await DelaysAsync(installation, cancellationToken), watch.Elapsed);
    }

    /// <summary>Lets the days pass.</summary>
    /// <returns>How often the worker was killed.</returns>
    private async Task<int> LiveAsync(
        TestInstallation installation, RingbaSimulatorServer ringba, SoakClock clock, CancellationToken cancellationToken)
    {
        var random = new Random(plan.Seed);
        DateTimeOffset Moment(double from, double to) => Begin.AddDays(plan.Days * (from + (random.NextDouble() * (to - from))));
        var revoked = Moment(0.3, 0.4);
        List<(DateTimeOffset At, string What)> events =
        [
            .. Enumerable.Range(0, plan.Kills).Select(_ => (Moment(0.02, 1), "kill -9")),
            (revoked, "revoke the token of RA1"),
            (revoked.AddDays(plan.Days / 40), "restore the token of RA1"),
        ];
        var kills = 0;
        var worker = Start();
        try
        {
            foreach (var (at, what) in events.Order())
            {
                await WaitAsync(worker, clock, at, cancellationToken);
                log.WriteLine($"  day {(clock.GetUtcNow() - Begin).TotalDays,5:0.00}  {what}");
                switch (what)
                {
                    case "kill -9":
                        kills++;
                        await worker.DisposeAsync();
                        worker = Start();
                        break;
                    case "revoke the token of RA1":
                        ringba.Accounts.Revoke("RA1");
                        break;
                    default:
                        ringba.Accounts.Add("RA1", TokenOf("RA1"));
                        break;
                }
            }

            await WaitAsync(worker, clock, Begin.AddDays(plan.Days + plan.SettlingDays), cancellationToken);
            await SettleAsync(installation, worker, clock.GetUtcNow(), cancellationToken);
        }
        finally
        {
            await worker.DisposeAsync();
        }

        return kills;

        WorkerProcess Start() => WorkerProcess.Start(installation, clock, Settings(ringba), log);
    }

    private static string TokenOf(string account) => $"token-of-{account}";

    private static async Task WaitAsync(WorkerProcess worker, SoakClock clock, DateTimeOffset until, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (clock.GetUtcNow() < until)
        {
            worker.RequireAlive();
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Until every account has been read, nothing waits for a recording, every re-read that was due by now is done and every day
    /// that was compared agrees with the account's own sums; or
    /// until nothing moves any more, and the comparison shows what is left.
    /// </summary>
    private static async Task SettleAsync(
        TestInstallation installation, WorkerProcess worker, DateTimeOffset dueBy, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(installation.Database.OwnerConnectionString);
        await connection.OpenAsync(cancellationToken);
        var (moved, last) = (Stopwatch.StartNew(), "");
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (moved.Elapsed < Patience)
        {
            await using var command = new NpgsqlCommand(
                """
                select (select count(*) from work_items where lane = 'vault')
                     + (select count(*) from ringba_connections where cursor < $1 and account_id <> $2)
                     + (select count(*) from call_log_reads where requested_at < $1 and finished_at is null and cancelled_at is null)
                     + (select count(*) from reconciliations where state = 'differs'),
                       concat_ws('/', (select count(*) from calls), (select count(*) from recordings), (select count(*) from work_items),
                         (select sum(extract(epoch from position)) from call_log_reads), (select min(cursor) from ringba_connections where account_id <> $2))
                """,
                connection)
            {
                Parameters = { new() { Value = dueBy }, new() { Value = BrokenAccount } },
            };
            await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
            {
                await reader.ReadAsync(cancellationToken);
                if (reader.GetInt64(0) == 0)
                {
                    return;
                }

                if (reader.GetString(1) != last)
                {
                    last = reader.GetString(1);
                    moved.Restart();
                }
            }

            worker.RequireAlive();
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private Dictionary<string, string> Settings(RingbaSimulatorServer ringba)
    {
        var settings = new Dictionary<string, string>
        {
            ["Outbound__TrustedOrigins__0"] = ringba.Address.GetLeftPart(UriPartial.Authority),
            ["Logging__LogLevel__Default"] = "Critical",
            ["Lanes__Ingest__Interval"] = "00:10:00",
            ["Ringba__RetryDelay"] = "00:00:00.010",
            ["Ringba__MaxRetryDelay"] = "00:00:00.100",
            ["Ringba__MaxRetries"] = "2",
            ["Ringba__BudgetPatience"] = "00:00:00",
            ["Ringba__PageSize"] = "100",
            ["Ringba__ColumnsLifetime"] = "04:00:00",

            // An endless recording ends here.
            ["RecordingDownload__MaxBytes"] = "1000000",
        };
        foreach (var lane in (string[])["Ingest", "Backfill", "Reconcile", "Vault"])
        {
            settings[$"Lanes__{lane}__Lease"] = "00:00:02";
        }

        foreach (var (index, (every, back)) in (plan.Rereads ?? []).Index())
        {
            settings[$"Rereads__Entries__{index}__Every"] = every.ToString();
            settings[$"Rereads__Entries__{index}__Back"] = back.ToString();
        }

        return settings;
    }

    private static async Task<IReadOnlyDictionary<string, long>> StatesAsync(TestInstallation installation, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(installation.Database.OwnerConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            "select concat_ws('/', status, skip_reason, failure_category), count(*) from calls group by 1 order by 2 desc", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var states = new Dictionary<string, long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            states.Add(reader.GetString(0), reader.GetInt64(1));
        }

        return states;
    }

    private static async Task<(TimeSpan Median, TimeSpan SlowTenth)> DelaysAsync(TestInstallation installation, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(installation.Database.OwnerConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            select percentile_disc(0.5) within group (order by created_at - started_at),
                   percentile_disc(0.9) within group (order by created_at - started_at) from calls
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.IsDBNull(0) ? default : (reader.GetFieldValue<TimeSpan>(0), reader.GetFieldValue<TimeSpan>(1));
    }
}
