using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CallScript.Application.Integrations.Backfills;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using CallScript.Domain.Organizations;
using CallScript.Workers.Hosting;
using Microsoft.Extensions.Hosting;

namespace CallScript.Workers.Commands;

/// <summary>Backfills from the command line; the workers that run do the reading.</summary>
internal static class BackfillCommand
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var organizations = new Option<string[]>("--org") { Description = "An organization's slug; may be given again." };
        var from = new Option<DateOnly?>("--from") { Description = "The first UTC day." };
        var to = new Option<DateOnly?>("--to") { Description = "The last UTC day, which is read too." };
        var oldestFirst = new Option<bool>("--oldest-first") { Description = "Otherwise the newest calls come first." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only count, by day, what Ringba has and what is not here." };
        var json = new Option<bool>("--json") { Description = "One JSON object a line.", Recursive = true };
        var command = new Command("backfill", "Read a span of days from Ringba.")
        {
            organizations, from, to, oldestFirst, dryRun, json,
        };
        command.SetAction((result, cancellationToken) =>
        {
            if (result.GetValue(from) is not { } first || result.GetValue(to) is not { } last || result.GetValue(organizations) is not [_, ..] slugs)
            {
                Console.Error.WriteLine("callscript: backfill needs --org, --from and --to.");
                return Task.FromResult(2);
            }

            var request = new StartBackfill(Midnight(first), Midnight(last.AddDays(1)), result.GetValue(oldestFirst), result.GetValue(dryRun));
            return StartAsync(slugs, request, result.GetValue(json), cancellationToken);
        });

        var optionalId = new Argument<Guid?>("id") { Description = "One backfill; otherwise all.", Arity = ArgumentArity.ZeroOrOne };
        var status = new Command("status", "How backfills stand.") { optionalId };
        status.SetAction((result, cancellationToken) => ShowAsync(result.GetValue(optionalId), result.GetValue(json), cancellationToken));
        command.Add(status);
        foreach (var change in Enum.GetValues<BackfillChange>())
        {
            var id = new Argument<Guid>("id") { Description = "The backfill." };
            var verb = new Command(Text(change), $"{change} a backfill.") { id };
            verb.SetAction((result, cancellationToken) => ChangeAsync(result.GetValue(id), change, result.GetValue(json), cancellationToken));
            command.Add(verb);
        }

        return command;
    }

    private static async Task<int> StartAsync(string[] slugs, StartBackfill request, bool json, CancellationToken cancellationToken)
    {
        using var host = BuildHost();
        var organizations = await host.Services.OrganizationsAsync(cancellationToken);
        if (slugs.FirstOrDefault(slug => organizations.All(row => row.Slug != slug)) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"callscript: there is no organization '{unknown}'.");
            return 2;
        }

        foreach (var organization in organizations.Where(row => slugs.Contains(row.Slug)))
        {
            var started = await host.Services.SendAsync(organization.Id, request, cancellationToken);
            if (started.IsSuccess && request.DryRun)
            {
                started = await FinishedAsync(host, organization.Id, started.Value.Id, cancellationToken);
            }

            if (!started.IsSuccess)
            {
                return CommandHost.Fail(started.Error);
            }

            Print(organization.Slug, started.Value, json);
        }

        return 0;
    }

    private static async Task<Result<BackfillDetail>> FinishedAsync(
        IHost host, OrganizationId organizationId, Guid id, CancellationToken cancellationToken)
    {
        while (true)
        {
            var found = await host.Services.SendAsync(organizationId, new GetBackfill(id), cancellationToken);
            if (!found.IsSuccess || found.Value.State is not (CallLogReadState.Queued or CallLogReadState.Running or CallLogReadState.Paused))
            {
                return found;
            }

            await Task.Delay(LookAgain, cancellationToken);
        }
    }

    private static async Task<int> ShowAsync(Guid? id, bool json, CancellationToken cancellationToken)
    {
        using var host = BuildHost();
        var shown = 0;
        foreach (var organization in await host.Services.OrganizationsAsync(cancellationToken))
        {
            var list = await host.Services.SendAsync(organization.Id, new ListBackfills(), cancellationToken);
            foreach (var backfill in list.Value.Items.Where(row => id is null || row.Id == id))
            {
                Print(organization.Slug, backfill, json);
                shown++;
            }
        }

        return id is null || shown > 0 ? 0 : CommandHost.Fail(CallLogReadErrors.NotFound);
    }

    private static async Task<int> ChangeAsync(Guid id, BackfillChange change, bool json, CancellationToken cancellationToken)
    {
        using var host = BuildHost();
        foreach (var organization in await host.Services.OrganizationsAsync(cancellationToken))
        {
            var changed = await host.Services.SendAsync(organization.Id, new ChangeBackfill(id, change), cancellationToken);
            if (changed.IsSuccess)
            {
                Print(organization.Slug, changed.Value, json);
                return 0;
            }

            if (changed.Error != CallLogReadErrors.NotFound)
            {
                return CommandHost.Fail(changed.Error);
            }
        }

        return CommandHost.Fail(CallLogReadErrors.NotFound);
    }

    private static IHost BuildHost()
    {
        var builder = CommandHost.CreateBuilder();
        builder.Services.AddPipeline(builder.Configuration);
        return builder.Build();
    }

    private static void Print(string organization, BackfillDetail backfill, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { organization, backfill }, CommandHost.Json));
            return;
        }

        var culture = CultureInfo.InvariantCulture;
        Console.WriteLine(string.Create(
            culture,
            $"{backfill.Id}  {organization}  {(backfill.DryRun ? "dry run, " : "")}{Text(backfill.State)}  {backfill.From:yyyy-MM-dd HH:mm} to {backfill.To:yyyy-MM-dd HH:mm}"));
        Console.WriteLine(string.Create(
            culture,
            $"  {backfill.Progress:P0}, {backfill.Created} new, {backfill.Changed} changed, {backfill.Unchanged} the same, {backfill.LeftOut} left out")
            + (backfill.CallsPerMinute is { } rate ? string.Create(culture, $", {rate:0} calls/min") : "")
            + (backfill.SecondsLeft is { } left ? string.Create(culture, $", about {TimeSpan.FromSeconds(left):d\\.hh\\:mm\\:ss} left") : ""));
        foreach (var day in backfill.Days)
        {
            Console.WriteLine(string.Create(culture, $"  {day.Day:yyyy-MM-dd}{day.InRingba,9} in Ringba{day.NotHere,9} not here"));
        }

        if (backfill.LastError is { } error)
        {
            Console.WriteLine($"  {error}");
        }
    }

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static string Text<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
