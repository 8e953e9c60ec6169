using System.CommandLine;
using System.Text.Json;
using CallScript.Application;
using CallScript.Application.Integrations.Ringba;
using CallScript.Application.Organizations;
using CallScript.Domain.Organizations;
using CallScript.Infrastructure.Identity;
using CallScript.Infrastructure.Mail;
using CallScript.Infrastructure.Persistence;

namespace CallScript.Workers.Commands;

internal static class SeedDemoCommand
{
    private const string Slug = "demo";
    private const string Email = "demo@callscript.test";

    /// <summary>The demo reads the calls of the last month, as a new organization's first read does.</summary>
    private static readonly TimeSpan FirstRead = TimeSpan.FromDays(30);

    public static Command Create()
    {
        var ringba = new Option<Uri>("--ringba-url")
        {
            Description = "Where the demo's Ringba answers, without the /v2 path.",
            Required = true,
            CustomParser = result => new Uri(result.Tokens[0].Value, UriKind.Absolute),
        };
        var account = new Option<string>("--ringba-account") { Description = "The demo's Ringba account.", Required = true };
        var command = new Command(
            "seed-demo",
            "Create the demo organization, unless it exists, and print its sign-in as JSON. The secrets come from the "
            + "environment: CALLSCRIPT_DEMO_PASSWORD and CALLSCRIPT_DEMO_RINGBA_TOKEN.")
        {
            ringba, account,
        };
        command.SetAction((result, cancellationToken) =>
            SeedAsync(result.GetRequiredValue(ringba), result.GetRequiredValue(account), cancellationToken));
        return command;
    }

    private static async Task<int> SeedAsync(Uri ringba, string account, CancellationToken cancellationToken)
    {
        var builder = CommandHost.CreateBuilder();
        var password = builder.Configuration["CALLSCRIPT_DEMO_PASSWORD"];
        var token = builder.Configuration["CALLSCRIPT_DEMO_RINGBA_TOKEN"];
        if (string.IsNullOrEmpty(password) || string.IsNullOrEmpty(token))
        {
            await Console.Error.WriteLineAsync("callscript: set CALLSCRIPT_DEMO_PASSWORD and CALLSCRIPT_DEMO_RINGBA_TOKEN.");
            return 2;
        }

        builder.Services.AddApplication()
            .AddPersistence(builder.Configuration, DatabaseRole.App)
            .AddAccounts(builder.Configuration)
            .AddSecurityKeys(builder.Configuration)
            .AddMail(builder.Configuration);
        using var host = builder.Build();
        var created = await host.Services.SendAsync(
            organizationId: null,
            new CreateOrganization("Demo Organization", Slug, Email, "Dana Demo", password),
            cancellationToken);
        if (created.IsSuccess)
        {
            var connected = await host.Services.SendAsync(
                new OrganizationId(created.Value.OrganizationId),
                new ConnectRingba(new Uri(ringba, "v2/"), account, token, TimeProvider.System.GetUtcNow() - FirstRead),
                cancellationToken);
            if (!connected.IsSuccess)
            {
                return CommandHost.Fail(connected.Error);
            }
        }
        else if (created.Error != OrganizationErrors.SlugTaken)
        {
            return CommandHost.Fail(created.Error);
        }

        Console.WriteLine(JsonSerializer.Serialize(new { email = Email, password, organization = Slug }));
        return 0;
    }
}
