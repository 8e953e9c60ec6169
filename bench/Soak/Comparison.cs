using System.Globalization;
using System.Security.Cryptography;
using CallScript.RingbaSimulator;
using CallScript.TestKit.Hosting;
using Npgsql;

namespace CallScript.Bench.Soak;

/// <param name="CallId">Ringba's id of the call.</param>
/// <param name="What">What differs.</param>
/// <param name="Ledger">As it is in truth.</param>
/// <param name="Database">As it is here.</param>
public sealed record Difference(string CallId, string What, string Ledger, string Database);

/// <summary>The database and the vault's own bytes against the simulator's ledger, row by row.</summary>
internal sealed class Comparison(TestInstallation installation)
{
    /// <summary>A call that is shorter is not recorded here.</summary>
    private const int ShortestJudgedSeconds = 5;

    private const string Sql = """
        select c.source_call_id, c.started_at, c.duration_seconds, c.revenue, c.payout, p.source_campaign_id,
               c.status, c.skip_reason, c.failure_category, r.sha256, r.storage_key, r.byte_count
          from calls c
          left join campaigns p on p.org_id = c.org_id and p.id = c.campaign_id
          left join recordings r on r.org_id = c.org_id and r.call_id = c.id
         where c.org_id = $1
        """;

    private readonly Dictionary<string, string?> _hashes = new(StringComparer.Ordinal);

    public async Task<IReadOnlyList<Difference>> CompareAsync(
        TestOrganization organization, IEnumerable<LedgerEntry> ledger, CancellationToken cancellationToken)
    {
        var rows = (await ReadAsync(organization, cancellationToken)).ToLookup(row => row.SourceCallId, StringComparer.Ordinal);
        var differences = new List<Difference>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in ledger)
        {
            known.Add(entry.InboundCallId);
            var found = rows[entry.InboundCallId].ToList();
            if (found.Count == 1)
            {
                Compare(entry, found[0], differences);
            }
            else
            {
                differences.Add(new Difference(entry.InboundCallId, found.Count == 0 ? "missing" : "doubled", entry.ToString(), $"{found.Count} rows"));
            }
        }

        differences.AddRange(rows
            .Where(group => !known.Contains(group.Key))
            .Select(group => new Difference(group.Key, "extra", "no such call", group.First().ToString())));
        return differences;
    }

    private void Compare(LedgerEntry entry, Row row, List<Difference> differences)
    {
        void Check(string what, string? ledger, string? database)
        {
            if (ledger != database)
            {
                differences.Add(new Difference(entry.InboundCallId, what, ledger ?? "none", $"{database ?? "none"}   ({row})"));
            }
        }

        Check("start", Text(entry.StartedAt), Text(row.StartedAt));
        Check("seconds", Text((double?)entry.ConnectedSeconds), Text(row.DurationSeconds));
        Check("revenue", Text(entry.Revenue ?? 0), Text(row.Revenue ?? 0));
        Check("payout", Text(entry.Payout ?? 0), Text(row.Payout ?? 0));
        Check("campaign", entry.CampaignId, row.Campaign);
        var expected = Expected(entry);
        if (expected == "skipped/too_short" && row.State == "downloaded")
        {
            // Its recording was fetched while the account did not tell the length; what is vaulted stays.
            expected = row.State;
        }

        Check("state", expected, row.State);
        if (expected != row.State)
        {
            // Whether there is a hash follows from the state.
            return;
        }

        if (row.State == "downloaded")
        {
            Check("hash", entry.RecordingSha256, row.Sha256);
            Check("bytes in the vault", entry.RecordingSha256, HashInVault(row.StorageKey));
        }
        else
        {
            Check("hash", null, row.Sha256);
        }
    }

    private static string Expected(LedgerEntry entry) => entry switch
    {
        { ConnectedSeconds: 0 } => "skipped/zero_duration",
        { ConnectedSeconds: < ShortestJudgedSeconds } => "skipped/too_short",
        { NoRecording: null } => "downloaded",
        { NoRecording: Withheld.None } => "skipped/no_recording",
        { NoRecording: Withheld.Empty } => "failed/recording_empty",
        { NoRecording: Withheld.NotAudio } => "failed/recording_not_audio",
        { NoRecording: Withheld.Endless } => "failed/recording_too_large",
        _ => throw new InvalidOperationException($"Nobody knows what follows from '{entry.NoRecording}'."),
    };

    private string? HashInVault(string? storageKey)
    {
        if (storageKey is null)
        {
            return null;
        }

        if (!_hashes.TryGetValue(storageKey, out var hash))
        {
            var path = Path.Combine(installation.VaultDirectory, storageKey);
            hash = File.Exists(path) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) : null;
            _hashes.Add(storageKey, hash);
        }

        return hash;
    }

    private async Task<List<Row>> ReadAsync(TestOrganization organization, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(installation.Database.OwnerConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new() { Value = organization.Id.Value } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<Row>();
        while (await reader.ReadAsync(cancellationToken))
        {
            T? Value<T>(int column) => reader.IsDBNull(column) ? default : reader.GetFieldValue<T>(column);
            rows.Add(new Row(
                reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1), Value<double?>(2), Value<decimal?>(3), Value<decimal?>(4),
                Value<string>(5), string.Join('/', new[] { Value<string>(6), Value<string>(7), Value<string>(8) }.OfType<string>()),
                Value<string>(9), Value<string>(10)));
        }

        return rows;
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static string? Text(double? seconds) => seconds?.ToString("R", CultureInfo.InvariantCulture);

    private static string Text(decimal amount) => amount.ToString("0.####################", CultureInfo.InvariantCulture);

    private sealed record Row(
        string SourceCallId,
        DateTimeOffset StartedAt,
        double? DurationSeconds,
        decimal? Revenue,
        decimal? Payout,
        string? Campaign,
        string State,
        string? Sha256,
        string? StorageKey);
}
