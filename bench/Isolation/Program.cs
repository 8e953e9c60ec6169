using System.Diagnostics;
using System.Text.Json;
using CallScript.Bench.Isolation;
using CallScript.Domain.Organizations;
using CallScript.TestKit;
using CallScript.TestKit.Hosting;

// What keeping organizations apart costs: the database's fences against the same queries without them, sign-ins and
// token checks a second, and how large the tested matrix of endpoints, roles and tenants is.
const int Organizations = 20;
const int CallsEach = 10_000;
const int Rounds = 400;
using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(15));
await using var installation = await TestInstallation.CreateAsync(quickPasswords: false, cancellationToken: stop.Token);

var started = Stopwatch.StartNew();
var members = await Population.CreateAsync(installation, Organizations, CallsEach, stop.Token);
Console.WriteLine($"{Organizations} organizations with {CallsEach:N0} flagged calls each, made in {started.Elapsed.TotalSeconds:0} s.\n");

Console.WriteLine($"Queries through row-level security and filters, and past them; median of {Rounds}, taken in turns:");
Console.WriteLine($"  {"query",-28}{"fenced",10}{"bare",10}{"ratio",8}   (at most 1.30)");
var comparisons = await TenantQueries.MeasureAsync(installation, members, Rounds);
foreach (var comparison in comparisons)
{
    Console.WriteLine($"  {comparison.Query,-28}{comparison.Fenced,7:0.00} ms{comparison.Bare,7:0.00} ms{comparison.Ratio,8:0.00}");
}

var (fenced, bare) = (comparisons.Sum(comparison => comparison.Fenced), comparisons.Sum(comparison => comparison.Bare));
Console.WriteLine($"  {"all of them",-28}{fenced,7:0.00} ms{bare,7:0.00} ms{fenced / bare,8:0.00}\n");

await using (var api = await ApiProcess.StartAsync(installation, stop.Token))
{
    var signIns = await Requests.SignInsAsync(api, members, TimeSpan.FromSeconds(8));
    var (signed, anonymous) = await Requests.TokenChecksAsync(api, members, TimeSpan.FromSeconds(8));
    Console.WriteLine("Over HTTP, four clients at once:");
    Console.WriteLine($"  sign-ins                      {signIns,8:0.0} a second   (the password hash is slow on purpose)");
    Console.WriteLine($"  requests with a token checked {signed,8:0.0} a second   (token, membership, tenant, one call)");
    Console.WriteLine($"  requests without any          {anonymous,8:0.0} a second   (what HTTP alone costs)\n");
}

var document = JsonDocument.Parse(await File.ReadAllTextAsync(Repository.PathTo("src", "Api", "openapi", "v1.json"), stop.Token));
var fencedOperations = document.RootElement.GetProperty("paths").EnumerateObject()
    .Where(path => path.Name.Contains("{organizationId}", StringComparison.Ordinal))
    .Sum(path => path.Value.EnumerateObject().Count());
var roles = Enum.GetValues<OrganizationRole>().Length;
Console.WriteLine($"Tested matrix: {fencedOperations} endpoints x {roles} roles x 2 tenants = {fencedOperations * roles * 2} combinations.");
return 0;
