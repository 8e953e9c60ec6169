using System.CommandLine;
using CallScript.Application.Recordings;
using CallScript.Domain.Organizations;
using CallScript.Workers.Hosting;

namespace CallScript.Workers.Commands;

internal static class ImportCommand
{
    private static readonly HashSet<string> Extensions =
        new(StringComparer.OrdinalIgnoreCase) { ".wav", ".mp3", ".m4a", ".mp4", ".ogg", ".oga", ".opus", ".flac", ".aac", ".webm" };

    public static Command Create()
    {
        var paths = new Argument<string[]>("path") { Description = "Recordings, or folders of them.", Arity = ArgumentArity.OneOrMore };
        var organization = new Option<string>("--org") { Description = "The organization's slug.", DefaultValueFactory = _ => "demo" };
        var campaign = new Option<string?>("--campaign") { Description = "The campaign to file the calls under." };
        var command = new Command("import", "Make calls of recordings; they go through the vault, the factory and the judge.")
        {
            paths, organization, campaign,
        };
        command.SetAction((result, cancellationToken) => ImportAsync(
            result.GetRequiredValue(paths), result.GetRequiredValue(organization), result.GetValue(campaign), cancellationToken));
        return command;
    }

    private static async Task<int> ImportAsync(string[] paths, string slug, string? campaign, CancellationToken cancellationToken)
    {
        var builder = CommandHost.CreateBuilder();
        builder.Services.AddPipeline(builder.Configuration);
        using var host = builder.Build();
        var organizations = await host.Services.OrganizationsAsync(cancellationToken);
        if (organizations.SingleOrDefault(row => row.Slug == slug) is not { } organization)
        {
            await Console.Error.WriteLineAsync(
                $"callscript: there is no organization '{slug}'; there are: {string.Join(", ", organizations.Select(row => row.Slug))}.");
            return 2;
        }

        var (imported, failed) = (0, 0);
        foreach (var path in paths)
        {
            var files = Files(path);
            if (files.Count == 0)
            {
                await Console.Error.WriteLineAsync($"callscript: there is no recording at '{path}'.");
                failed++;
            }

            foreach (var file in files)
            {
                if (await ImportFileAsync(host.Services, organization.Id, file, campaign, cancellationToken))
                {
                    imported++;
                }
                else
                {
                    failed++;
                }
            }
        }

        Console.WriteLine($"{imported} imported, {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    private static async Task<bool> ImportFileAsync(
        IServiceProvider services, OrganizationId organizationId, string file, string? campaign, CancellationToken cancellationToken)
    {
        await using var content = File.OpenRead(file);
        var result = await services.SendAsync(
            organizationId,
            new ImportRecording(
                content, Path.GetFileName(file), SourceCallId: null, campaign, Vertical: null,
                new DateTimeOffset(File.GetLastWriteTimeUtc(file), TimeSpan.Zero), CallerNumber: null),
            cancellationToken);
        if (result.IsSuccess)
        {
            Console.WriteLine($"{result.Value.Id}  {file}");
            return true;
        }

        await Console.Error.WriteLineAsync($"callscript: {file}: {result.Error.Message}");
        return false;
    }

    private static List<string> Files(string path)
    {
        if (File.Exists(path))
        {
            return [path];
        }

        return Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Where(file => Extensions.Contains(Path.GetExtension(file)))
                .Order(StringComparer.Ordinal)]
            : [];
    }
}
