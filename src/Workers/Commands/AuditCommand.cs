using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CallScript.Application;
using CallScript.Application.Auditing;
using CallScript.Infrastructure.Persistence;

namespace CallScript.Workers.Commands;

internal static class AuditCommand
{
    public static Command Create()
    {
        var organization = new Option<string>("--org") { Description = "Only this organization, by its slug." };
        var noted = new Option<string>("--noted")
        {
            Description = "SEQUENCE:DIGEST as noted earlier of the organization that --org names; shows that the end was cut off.",
        };
        var json = new Option<bool>("--json") { Description = "One JSON object a line, one for each organization." };
        var command = new Command("audit", "Verify the chain of the audit logs.") { organization, noted, json };
        command.SetAction((result, cancellationToken) =>
            VerifyAsync(result.GetValue(organization), result.GetValue(noted), result.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> VerifyAsync(string? slug, string? noted, bool json, CancellationToken cancellationToken)
    {
        if (noted is not null && slug is null)
        {
            await Console.Error.WriteLineAsync("callscript: --noted needs --org.");
            return 2;
        }

        if (!TryParse(noted, out var request))
        {
            await Console.Error.WriteLineAsync("callscript: --noted takes SEQUENCE:DIGEST, as this command prints them.");
            return 2;
        }

        var builder = CommandHost.CreateBuilder();
        builder.Services.AddApplication().AddPersistence(builder.Configuration, DatabaseRole.Worker);
        using var host = builder.Build();
        var chosen = await host.Services.ChooseOrganizationsAsync(slug, cancellationToken);
        if (!chosen.IsSuccess)
        {
            return CommandHost.Fail(chosen.Error);
        }

        var broken = false;
        foreach (var organization in chosen.Value)
        {
            var report = await host.Services.SendAsync(organization.Id, request, cancellationToken);
            if (!report.IsSuccess)
            {
                return CommandHost.Fail(report.Error);
            }

            broken |= report.Value.Broken is not null;
            Console.WriteLine(json
                ? JsonSerializer.Serialize(new { organization = organization.Slug, report.Value.Entries, report.Value.Sequence, report.Value.Digest, report.Value.Broken }, CommandHost.Json)
                : Describe(organization.Slug, report.Value));
        }

        return broken ? 1 : 0;
    }

    private static bool TryParse(string? noted, out VerifyAuditLog request)
    {
        request = new VerifyAuditLog();
        if (noted is null)
        {
            return true;
        }

        if (noted.Split(':') is not [var number, var digest]
            || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
        {
            return false;
        }

        request = new VerifyAuditLog(sequence, digest);
        return true;
    }

    private static string Describe(string organization, AuditChainReport report) => report.Broken is { } broken
        ? $"{organization,-24}BROKEN at {broken.Sequence}: {JsonNamingPolicy.SnakeCaseLower.ConvertName(broken.Kind.ToString())}"
            + (broken.EntryId is { } entry ? $" (entry {entry})" : "")
        : $"{organization,-24}whole, {report.Entries} entries, {report.Sequence}:{report.Digest}";
}
