using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CallScript.Application.Auditing;
using CallScript.Application.Recordings;
using CallScript.Workers.Hosting;

namespace CallScript.Workers.Commands;

internal static class VaultCommand
{
    public static Command Create()
    {
        var organization = new Option<string>("--org") { Description = "Only this organization, by its slug." };
        var from = new Option<string>("--from") { Description = "Only recordings that came in at or after this time: 2026-03-01, or with time and zone." };
        var to = new Option<string>("--to") { Description = "Only recordings that came in before this time." };
        var json = new Option<bool>("--json") { Description = "One JSON object a line, one for each organization." };
        var verify = new Command("verify", "Hash the recordings anew and compare them with the manifest, whose chain is recomputed.")
        {
            organization, from, to, json,
        };
        verify.SetAction((result, cancellationToken) => VerifyAsync(
            result.GetValue(organization), result.GetValue(from), result.GetValue(to), result.GetValue(json), cancellationToken));
        return new Command("vault", "What the vault holds.") { verify };
    }

    private static async Task<int> VerifyAsync(string? slug, string? from, string? to, bool json, CancellationToken cancellationToken)
    {
        if (!TryParse(from, out var start) || !TryParse(to, out var end))
        {
            await Console.Error.WriteLineAsync("callscript: --from and --to take a date, 2026-03-01, or a time with its zone, 2026-03-01T12:00:00Z.");
            return 2;
        }

        var builder = CommandHost.CreateBuilder();
        builder.Services.AddPipeline(builder.Configuration);
        using var host = builder.Build();
        var chosen = await host.Services.ChooseOrganizationsAsync(slug, cancellationToken);
        if (!chosen.IsSuccess)
        {
            return CommandHost.Fail(chosen.Error);
        }

        var whole = true;
        foreach (var organization in chosen.Value)
        {
            var summary = new Summary(organization.Slug);
            var page = new VerifyVault(start, end, Limit: VerifyVault.MaxLimit);
            do
            {
                var report = await host.Services.SendAsync(organization.Id, page, cancellationToken);
                if (!report.IsSuccess)
                {
                    return CommandHost.Fail(report.Error);
                }

                summary.Add(report.Value);
                page = page with { After = report.Value.Next };
            }
            while (page.After is not null);

            whole &= summary.IsWhole;
            Console.WriteLine(json ? JsonSerializer.Serialize(summary, CommandHost.Json) : summary.Describe());
        }

        return whole ? 0 : 1;
    }

    private static bool TryParse(string? text, out DateTimeOffset? time)
    {
        time = null;
        if (text is null)
        {
            return true;
        }

        var parsed = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var value);
        time = parsed ? value : null;
        return parsed;
    }

    /// <summary>The pages of one organization, added up.</summary>
    private sealed class Summary(string organization)
    {
        public string Organization => organization;

        public bool IsWhole => Findings.Count == 0 && Chain?.Broken is null;

        public AuditChainReport? Chain { get; private set; }

        public long Recordings { get; private set; }

        public long Objects { get; private set; }

        public long ByteCount { get; private set; }

        public List<VaultFinding> Findings { get; } = [];

        public void Add(VaultReport page)
        {
            Chain ??= page.Chain;
            (Recordings, Objects, ByteCount) = (Recordings + page.Recordings, Objects + page.Objects, ByteCount + page.ByteCount);
            Findings.AddRange(page.Findings);
        }

        public string Describe()
        {
            var head = string.Create(
                CultureInfo.InvariantCulture,
                $"{organization,-24}{(IsWhole ? "whole" : "BROKEN")}, {Recordings} recordings, {ByteCount / 1e6:0.0} MB, {Chain?.Sequence}:{Chain?.Digest}");
            var chain = Chain?.Broken is { } broken ? [$"  manifest broken at {broken.Sequence}: {Name(broken.Kind)}"] : Array.Empty<string>();
            return string.Join('\n', [head, .. chain, .. Findings.Select(finding =>
                $"  {Name(finding.Kind)} {finding.StorageKey}" + (finding.CallId is { } call ? $" of call {call}" : ""))]);
        }

        private static string Name<T>(T kind)
            where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
    }
}
