using System.Diagnostics;
using System.Globalization;
using CallScript.Application;
using CallScript.Application.Common.Tenancy;
using CallScript.Application.Ingest;
using CallScript.Bench.Ingest;
using CallScript.Domain.Calls;
using CallScript.Infrastructure.Identity;
using CallScript.Infrastructure.Persistence;
using CallScript.TestKit.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

// How fast parsed pages of calls become committed rows, beside one binary COPY of the same rows into the same table and
// into one without indexes; what reading the same calls again costs, and what adding up their hours does. Arguments: table sizes, "10000 1000000" if none.
const int Calls = 10_000;
const int PageSize = 1_000;
const int Rounds = 9;

// The runtime compiles what runs often anew, and better, while it runs; a worker has that behind it within its first hour.
const int WarmUp = 15;
long[] sizes = args.Length > 0 ? [.. args.Select(size => long.Parse(size, CultureInfo.InvariantCulture))] : [10_000, 1_000_000];
using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(60));
await using var installation = await TestInstallation.CreateAsync(cancellationToken: stop.Token);
var organization = await installation.AddOrganizationAsync(stop.Token);
var others = new List<TestOrganization>();
for (var i = 0; i < 20; i++)
{
    others.Add(await installation.AddOrganizationAsync(stop.Token));
}

var configuration = new ConfigurationBuilder().AddInMemoryCollection(installation.Settings).Build();
await using var worker = new ServiceCollection()
    .AddLogging()
    .AddSingleton(TimeProvider.System)
    .AddApplication()
    .AddPersistence(configuration, DatabaseRole.Worker)
    .AddSecurityKeys(configuration)
    .BuildServiceProvider();
await using var owner = new NpgsqlConnection(installation.Database.OwnerConnectionString);
await owner.OpenAsync(stop.Token);
var table = new Table(owner);
Console.WriteLine($"{Calls:N0} calls in pages of {PageSize:N0}; medians of {Rounds} rounds, in rows a second; ratios within a round.");
Console.WriteLine($"  {"calls before",14}{"bare COPY",12}{"COPY",10}{"new",10}{"of COPY",9}{"of bare",9}{"again",10}{"of new",8}{"WAL/row",9}{"totals cost",13}{"agree",7}");
Console.WriteLine($"  {"",14}{"",12}{"",10}{"",10}{">= 0.50",9}{">= 0.30",9}{"",10}{">= 1.20",8}{"<= 60 B",9}{"<= 15 %",13}{"",7}");
var speeds = new List<double>();
foreach (var size in sizes)
{
    await table.FillAsync(installation, others, size, stop.Token);
    for (var round = 0; round < (size == sizes[0] ? WarmUp : 1); round++)
    {
        await TakeAsync($"{size}-warm-");
        await table.EmptyAsync(organization.Id, stop.Token);
    }

    var (rounds, agree) = (new List<Round>(), true);
    while (rounds.Count < Rounds)
    {
        var series = $"{size}-{rounds.Count}-";
        var fresh = await TakeAsync(series);
        agree &= await table.TotalsAgreeAsync(organization.Id, stop.Token);
        var rows = await table.ReadAsync(organization.Id, stop.Token);
        var before = await table.WalPositionAsync(stop.Token);
        var again = await TakeAsync(series);
        var wal = (await table.WalPositionAsync(stop.Token) - before) / (double)Calls;
        await table.EmptyAsync(organization.Id, stop.Token);
        var copy = await table.CopyAsync("calls", rows, stop.Token);
        await table.EmptyAsync(organization.Id, stop.Token);
        await table.MakeBareAsync(stop.Token);
        var bare = await table.CopyAsync("bare_calls", rows, stop.Token);
        await table.AddUpHoursAsync(on: false, stop.Token);
        var plain = await TakeAsync(series);
        await table.EmptyAsync(organization.Id, stop.Token);
        await table.AddUpHoursAsync(on: true, stop.Token);
        rounds.Add(new Round(bare, copy, fresh, again, wal, plain));
    }

    speeds.Add(Median(rounds, round => round.Fresh));
    Console.WriteLine(
        $"  {size,14:N0}{Median(rounds, round => round.Bare),12:N0}{Median(rounds, round => round.Copy),10:N0}{speeds[^1],10:N0}"
        + $"{Median(rounds, round => round.Fresh / round.Copy),9:0.00}{Median(rounds, round => round.Fresh / round.Bare),9:0.00}"
        + $"{Median(rounds, round => round.Again),10:N0}{Median(rounds, round => round.Again / round.Fresh),8:0.00}{Median(rounds, round => round.Wal),9:0.0}"
        + $"{Median(rounds, round => round.Plain / round.Fresh) - 1,13:0.0 %}{(agree ? "yes" : "no"),7}");
}

Console.WriteLine($"Slowest table size against the fastest: {speeds.Max() / speeds.Min():0.00}   (at most 1.30)");
return 0;

async Task<double> TakeAsync(string series)
{
    var watch = new Stopwatch();
    foreach (var page in Reports.Pages(series, Calls, PageSize))
    {
        // A scope for each page, as each would have that is read at another time.
        watch.Start();
        await using (var scope = worker.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<ITenantContext>().Enter(organization.Id);
            await scope.ServiceProvider.GetRequiredService<CallIntake>().TakeAsync(organization.Id, CallSource.Ringba, page, stop.Token);
        }

        watch.Stop();
    }

    return Calls / watch.Elapsed.TotalSeconds;
}

static double Median(List<Round> rounds, Func<Round, double> value) => rounds.Select(value).Order().ElementAt(rounds.Count / 2);

internal sealed record Round(double Bare, double Copy, double Fresh, double Again, double Wal, double Plain);
