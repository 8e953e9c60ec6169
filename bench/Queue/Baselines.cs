using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CallScript.TestKit;
using CallScript.TestKit.Hosting;
using Npgsql;

namespace CallScript.Bench.Queue;

/// <summary>The same statements sent by pgbench, and two queues of the field, on the same server.</summary>
internal static partial class Baselines
{
    /// <summary>pgbench with the product's SQL: who waits, the claim over the organizations, the completion by id and fencing token.</summary>
    /// <returns>Items a second.</returns>
    public static async Task<double> PgbenchAsync(
        string connectionString, IReadOnlyList<TestOrganization> organizations, int clients, int batch, int items, CancellationToken cancellationToken)
    {
        var chosen = Math.Min(batch, organizations.Count);
        var script = Path.Combine(Path.GetTempPath(), $"callscript-queue-{Environment.ProcessId}.sql");
        var ids = string.Join(", ", organizations.Select(organization => $"'{organization.Id}'"));
        await File.WriteAllTextAsync(
            script,
            $"""
            \set first random(1, {organizations.Count})
            with recursive waiting as (
              (select org_id from work_items where lane = 'vault' and state = 'available' and available_at <= now() order by org_id limit 1)
              union all
              select (select w.org_id from work_items w
                       where w.lane = 'vault' and w.state = 'available' and w.available_at <= now() and w.org_id > waiting.org_id
                       order by w.org_id limit 1)
                from waiting where waiting.org_id is not null)
            select org_id from waiting where org_id is not null;
            with next as materialized (
              select item.org_id, item.id
                from unnest(((array[{ids}]::uuid[] || array[{ids}]::uuid[]))[:first::int : :first::int + {chosen - 1}]) as chosen(org_id)
               cross join lateral (
                 select w.org_id, w.id from work_items w
                  where w.lane = 'vault' and w.org_id = chosen.org_id and w.state = 'available' and w.available_at <= now() and w.priority <= 'infinity'
                  order by w.priority desc limit {Math.Max(1, batch / chosen)} for update skip locked) item),
            claimed as (
              update work_items w
                 set state = 'running', lease_owner = 'pgbench', lease_until = now() + interval '5 minutes',
                     attempts = w.attempts + 1, fencing_token = w.fencing_token + 1
                from next where w.org_id = next.org_id and w.id = next.id
              returning w.org_id, w.id, w.fencing_token)
            select array_agg(org_id) as orgs, array_agg(id) as ids, array_agg(fencing_token) as tokens from claimed \gset
            delete from work_items w using unnest(:orgs::uuid[], :ids::uuid[], :tokens::bigint[]) as held(org_id, id, token)
             where w.org_id = held.org_id and w.id = held.id and w.fencing_token = held.token;

            """,
            cancellationToken);
        try
        {
            var server = new NpgsqlConnectionStringBuilder(connectionString);
            var transactions = Math.Max(1, items / batch / clients);
            var output = await RunAsync(
                "pgbench",
                [
                    "-n", "-M", "prepared", "-c", $"{clients}", "-j", $"{Math.Min(clients, 2)}", "-t", $"{transactions}", "-f", script,
                    "-h", server.Host!, "-p", $"{server.Port}", "-U", server.Username!, server.Database!,
                ],
                new() { ["PGPASSWORD"] = server.Password },
                cancellationToken);
            return double.Parse(Tps().Match(output).Groups[1].Value, CultureInfo.InvariantCulture) * batch;
        }
        finally
        {
            File.Delete(script);
        }
    }

    /// <summary>graphile-worker and pg-boss, each in batches of 1, 10 and 50.</summary>
    /// <returns>Items a second by peer and batch.</returns>
    public static async Task<IReadOnlyDictionary<(string Peer, int Batch), double>> PeersAsync(
        string connectionString, int items, CancellationToken cancellationToken)
    {
        var folder = Repository.PathTo("bench", "Queue");
        await RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--prefix", folder], [], cancellationToken);
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        var output = await RunAsync(
            "node",
            [
                Path.Combine(folder, "peers.mjs"),
                $"postgresql://{server.Username}:{Uri.EscapeDataString(server.Password ?? "")}@{server.Host}:{server.Port}/{server.Database}", $"{items}",
            ],
            [],
            cancellationToken);
        return output.Split('\n').Where(line => line.StartsWith("{\"peer\"", StringComparison.Ordinal))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(
                line => (line.GetProperty("peer").GetString()!, line.GetProperty("batch").GetInt32()),
                line => line.GetProperty("jobsPerSecond").GetDouble());
    }

    private static async Task<string> RunAsync(
        string tool, IReadOnlyList<string> arguments, Dictionary<string, string?> environment, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException($"The bench needs '{tool}' on the PATH (Debian: pgbench comes with postgresql-contrib, npm with nodejs).");
        }

        using (process)
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? await output
                : throw new InvalidOperationException($"{tool} ended with {process.ExitCode}: {(await errors).Trim()}");
        }
    }

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex Tps();
}
