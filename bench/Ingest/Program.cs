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
const int Calls = 30_000;
const int PageSize = 1_000;
const int Rounds = 3;
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
Console.WriteLine($"{Calls:N0} calls in pages of {PageSize:N0}; medians of {Rounds} rounds, in rows a second; ratios to the COPY beside it.");
Console.WriteLine($"  {"calls before",14}{"bare COPY",12}{"COPY",10}{"new",10}{"of COPY",9}{"of bare",9}{"again",10}{"of new",8}{"WAL/row",9}{"totals cost",13}{"agree",7}");
Console.WriteLine($"  {"",14}{"",12}{"",10}{"",10}{">= 0.50",9}{">= 0.30",9}{"",10}{">= 1.20",8}{"<= 60 B",9}{"<= 15 %",13}{"",7}");
var speeds = new List<double>();
foreach (var size in sizes)
{
    await table.FillAsync(installation, others, size, stop.Token);
    await TakeAsync($"{size}-warm-");
    await table.EmptyAsync(organization.Id, stop.Token);
    var (bare, copy, fresh, plain) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
    var (again, wal, agree) = (new List<double>(), new List<double>(), true);
    for (var round = 0; round < Rounds; round++)
    {
        fresh.Add(await TakeAsync($"{size}-{round}-"));
        agree &= await table.TotalsAgreeAsync(organization.Id, stop.Token);
        var rows = await table.ReadAsync(organization.Id, stop.Token);
        var before = await table.WalPositionAsync(stop.Token);
        again.Add(await TakeAsync($"{size}-{round}-"));
        wal.Add((await table.WalPositionAsync(stop.Token) - before) / (double)Calls);
        await table.EmptyAsync(organization.Id, stop.Token);
        await table.AddUpHoursAsync(on: false, stop.Token);
        plain.Add(await TakeAsync($"{size}-{round}-"));
        await table.EmptyAsync(organization.Id, stop.Token);
        await table.AddUpHoursAsync(on: true, stop.Token);
        copy.Add(await table.CopyAsync("calls", rows, stop.Token));
        await table.EmptyAsync(organization.Id, stop.Token);
        await table.MakeBareAsync(stop.Token);
        bare.Add(await table.CopyAsync("bare_calls", rows, stop.Token));
    }

    speeds.Add(Median(fresh));
    Console.WriteLine(
        $"  {size,14:N0}{Median(bare),12:N0}{Median(copy),10:N0}{Median(fresh),10:N0}{Median(fresh) / Median(copy),9:0.00}{Median(fresh) / Median(bare),9:0.00}"
        + $"{Median(again),10:N0}{Median(again) / Median(fresh),8:0.00}{Median(wal),9:0.0}"
        + $"{(Median(plain) / Median(fresh)) - 1,13:0.0 %}{(agree ? "yes" : "no"),7}");
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

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
