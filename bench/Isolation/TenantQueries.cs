using System.Diagnostics;
using CallScript.Domain.Calls;
using CallScript.Domain.Review;
using CallScript.Infrastructure.Persistence;
using CallScript.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Bench.Isolation;

/// <summary>
/// The same queries through all fences (application role under row-level security, tenant set on the connection, named
/// query filter) and past them (a superuser's connection, no setting, the tenant as a plain condition), taken in turns.
/// </summary>
internal static class TenantQueries
{
    private const int Page = 50;
    private const int WarmUp = 50;

    private static readonly (string Name, Func<AppDbContext, IQueryable<Call>, Task<int>> Run)[] Queries =
    [
        ("newest calls, a page", async (_, calls) =>
            (await calls.OrderByDescending(call => call.StartedAt).ThenByDescending(call => call.Id).Take(Page).ToListAsync()).Count),
        ("inbox with flags, a page", async (db, calls) =>
        {
            var page = await calls.Where(call => call.ReviewState == ReviewState.Open)
                .OrderByDescending(call => call.StartedAt).ThenByDescending(call => call.Id).Take(Page).ToListAsync();
            var ids = page.ConvertAll(call => call.Id);
            var organizationId = page[0].OrganizationId;
            return await db.Flags.IgnoreQueryFilters().AsNoTracking()
                .Where(flag => flag.OrganizationId == organizationId && ids.Contains(flag.CallId)).CountAsync();
        }),
        ("one call by its source id", async (_, calls) =>
            (await calls.SingleAsync(call => call.Source == CallSource.Ringba && call.SourceCallId == "copy-777")).FlagCount),
        ("calls by state", async (_, calls) => (await calls.GroupBy(call => call.Status).Select(group => group.Count()).ToListAsync()).Count),
    ];

    public static async Task<IReadOnlyList<Comparison>> MeasureAsync(
        TestInstallation installation, IReadOnlyList<TestOrganization> members, int rounds)
    {
        var results = new List<Comparison>();
        foreach (var (name, run) in Queries)
        {
            var (fenced, bare) = (new List<double>(), new List<double>());
            for (var round = -WarmUp; round < rounds; round++)
            {
                var member = members[Math.Abs(round) % members.Count];
                var (first, second) = round % 2 == 0 ? (fenced, bare) : (bare, fenced);
                foreach (var side in (List<double>[])[first, second])
                {
                    var milliseconds = ReferenceEquals(side, fenced)
                        ? await FencedAsync(installation, member, run)
                        : await BareAsync(installation, member, run);
                    if (round >= 0)
                    {
                        side.Add(milliseconds);
                    }
                }
            }

            results.Add(new Comparison(name, Median(fenced), Median(bare)));
        }

        return results;
    }

    private static async Task<double> FencedAsync(
        TestInstallation installation, TestOrganization member, Func<AppDbContext, IQueryable<Call>, Task<int>> run)
    {
        var started = Stopwatch.GetTimestamp();
        await using var scope = installation.Scope(member);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        await run(db, db.Calls.AsNoTracking());
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static async Task<double> BareAsync(
        TestInstallation installation, TestOrganization member, Func<AppDbContext, IQueryable<Call>, Task<int>> run)
    {
        var started = Stopwatch.GetTimestamp();
        await using var db = installation.OwnerContext(member);
        await run(db, db.Calls.IgnoreQueryFilters().AsNoTracking().Where(call => call.OrganizationId == member.Id));
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}

/// <param name="Query">What was asked.</param>
/// <param name="Fenced">Median in milliseconds through all fences.</param>
/// <param name="Bare">Median in milliseconds past them.</param>
internal sealed record Comparison(string Query, double Fenced, double Bare)
{
    public double Ratio => Fenced / Bare;
}
