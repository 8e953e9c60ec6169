using System.Globalization;
using CallScript.Application.Pipeline;
using CallScript.Bench.Queue;
using CallScript.Infrastructure.WorkQueue;
using CallScript.TestKit.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

// How many items a second the product's own queue claims and completes: beside pgbench with the same SQL, beside two queues of
// the field, by table size, under an old snapshot; and whether anybody waits for somebody else's backlog. Arguments: table
// sizes, "10000 1000000" if none.
const int Organizations = 10;
const int Rounds = 3;
int[] batches = [1, 10, 50];
int[] claimers = [1, 4, 16];
long[] sizes = args.Length > 0 ? [.. args.Select(size => long.Parse(size, CultureInfo.InvariantCulture))] : [10_000, 1_000_000];
using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(60));
await using var installation = await TestInstallation.CreateAsync(cancellationToken: stop.Token);
var organizations = new List<TestOrganization>();
while (organizations.Count < Organizations)
{
    organizations.Add(await installation.AddOrganizationAsync(stop.Token));
}

var ownerString = installation.Database.OwnerConnectionString;
await using var owner = new NpgsqlConnection(ownerString);
await owner.OpenAsync(stop.Token);
await using var services = new ServiceCollection()
    .AddWorkQueue(new ConfigurationBuilder().AddInMemoryCollection(installation.Settings).Build())
    .BuildServiceProvider();
var queue = new Queue(owner, services.GetRequiredService<IWorkQueue>(), organizations);
await queue.FillAsync(5_000, Organizations, stop.Token);
await queue.WorkAsync(4, 10, 4_000, stop.Token);

Console.WriteLine($"Claims and completions, items a second; {Organizations} organizations; medians of {Rounds}; in brackets the ratio to pgbench with the same SQL.");
Console.WriteLine($"  {"waiting",12}{"batch",7}" + string.Concat(claimers.Select(count => $"{$"{count} claimers",20}")));
var atTen = new Dictionary<long, double>();
foreach (var size in sizes)
{
    foreach (var batch in batches)
    {
        var line = $"  {size,12:N0}{batch,7}";
        foreach (var count in claimers)
        {
            var items = (int)Math.Min(size / 4, batch == 1 ? 1_000 : 8_000);
            var (ours, theirs) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                await RefillAsync(size);
                ours.Add(await queue.WorkAsync(count, batch, items, stop.Token));
                await RefillAsync(size);
                theirs.Add(await Baselines.PgbenchAsync(ownerString, organizations, count, batch, items, stop.Token));
            }

            line += $"{$"{Median(ours):N0} ({Median(ours) / Median(theirs):0.00})",20}";
            if (batch == 10 && count == 4)
            {
                atTen[size] = Median(ours);
            }
        }

        Console.WriteLine(line);
    }
}

Console.WriteLine($"Largest table against the smallest at batch 10, 4 claimers: {atTen[sizes.Max()] / atTen[sizes.Min()]:0.00}   (at least 0.75)");

Console.WriteLine("Queues of the field, 4 loops, items a second; ours with 4 claimers in the same run:");
var peers = await Baselines.PeersAsync(ownerString, 20_000, stop.Token);

// Or the server would clean up after them while it works for us.
await queue.ExecuteAsync("drop schema pgboss cascade; drop schema graphile_worker cascade", stop.Token);
foreach (var batch in batches)
{
    await queue.FillAsync(20_000, Organizations, stop.Token);
    var ours = await queue.WorkAsync(4, batch, 19_000, stop.Token);
    Console.WriteLine(
        $"  batch {batch,2}: ours {ours,8:N0}, " + string.Join(", ", peers.Where(peer => peer.Key.Batch == batch)
            .Select(peer => $"{peer.Key.Peer} {peer.Value:N0} ({ours / peer.Value:0.0}x)")));
}

var clean = await LastOfTenThousandAsync();
await using (var old = new NpgsqlConnection(ownerString))
{
    await old.OpenAsync(stop.Token);
    await using var snapshot = await old.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, stop.Token);
    await using (var look = new NpgsqlCommand("select count(*) from organizations", old, snapshot))
    {
        await look.ExecuteScalarAsync(stop.Token);
    }

    var held = await LastOfTenThousandAsync();
    Console.WriteLine($"Last 2,000 of 10,000 single claims under a held snapshot: {held:N0}/s, clean {clean:N0}/s: {held / clean:0.00}   (at least 0.50)");
}

await queue.FillAsync(200_000, 1, stop.Token);
var alone = await queue.WorkAsync(4, 10, 8_000, stop.Token);
await queue.FillAsync(200_000, Organizations, stop.Token);
var fair = await queue.WorkAsync(4, 10, 8_000, stop.Token);
Console.WriteLine($"Rate with {Organizations} organizations in turn against one: {fair / alone:0.00}   (at least 0.90)");

await queue.FillAsync(1_000_000, 1, stop.Token);
var worst = 0;
for (var i = 0; i < 50; i++)
{
    await queue.AddAsync(organizations[1], 1, TimeSpan.FromMinutes(-1), stop.Token);
    queue.Announce();
    for (var claims = 1; ; claims++)
    {
        var leases = await queue.ClaimAsync("fair", 10, stop.Token);
        await queue.CompleteAsync(leases, stop.Token);
        if (leases.Any(lease => lease.OrganizationId == organizations[1].Id))
        {
            worst = Math.Max(worst, claims);
            break;
        }
    }
}

Console.WriteLine($"A fresh call beside another organization's million waits for {worst - 1} batches of 10   (less than 1)");

await queue.FillAsync(50_000, 1, stop.Token);
await queue.AddAsync(organizations[0], 1, TimeSpan.FromDays(2), stop.Token);
var before = await CountOldAsync();
var until = 0;
while (await CountOldAsync() == before)
{
    until++;
    await queue.AddAsync(organizations[0], 10, TimeSpan.FromMinutes(-5), stop.Token);
    await queue.CompleteAsync(await queue.ClaimAsync("old", 10, stop.Token), stop.Token);
}

Console.WriteLine($"A call older than the longest wait, while as many newer ones come in as are done: taken in claim {until}   (at most 8)");
return 0;

// Enough waiting for every round of a size; filling ten million anew each time would measure the filling.
async Task RefillAsync(long size)
{
    await using var count = new NpgsqlCommand("select count(*) from work_items where state = 'available'", owner) { CommandTimeout = 0 };
    var waiting = (long)(await count.ExecuteScalarAsync(stop.Token))!;
    if (waiting < size * 9 / 10 || waiting > size)
    {
        await queue.FillAsync(size, Organizations, stop.Token);
    }
}

async Task<double> LastOfTenThousandAsync()
{
    await queue.FillAsync(10_000, 1, stop.Token);
    await queue.WorkAsync(1, 1, 7_900, stop.Token);
    return await queue.WorkAsync(1, 1, 2_000, stop.Token);
}

async Task<long> CountOldAsync()
{
    await using var count = new NpgsqlCommand("select count(*) from work_items where priority < now() - interval '1 day'", owner);
    return (long)(await count.ExecuteScalarAsync(stop.Token))!;
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
