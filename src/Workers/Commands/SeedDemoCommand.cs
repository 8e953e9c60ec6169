using System.CommandLine;
using System.Text.Json;
using CallScript.Application;
using CallScript.Application.Accounts;
using CallScript.Application.Common.Tenancy;
using CallScript.Application.Integrations.Ringba;
using CallScript.Application.Organizations;
using CallScript.Domain.Organizations;
using CallScript.Infrastructure.Identity;
using CallScript.Infrastructure.Mail;
using CallScript.Infrastructure.Organizations;
using CallScript.Infrastructure.Persistence;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

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
            "Create the demo organization, or give the existing one this address, token and password, and print its sign-in as "
            + "JSON. The secrets come from the "
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
        builder.Services.AddOrganizationPolicy(builder.Configuration);
        using var host = builder.Build();
        var created = await host.Services.SendAsync(
            organizationId: null,
            new CreateOrganization("Demo Organization", Slug, Email, "Dana Demo", password),
            cancellationToken);
        if (!created.IsSuccess && created.Error != OrganizationErrors.SlugTaken)
        {
            return CommandHost.Fail(created.Error);
        }

        var demo = created.IsSuccess
            ? new OrganizationId(created.Value.OrganizationId)
            : await TakeUpAsync(host.Services, password, cancellationToken);
        if (demo is not { } organizationId)
        {
            await Console.Error.WriteLineAsync($"callscript: the organization '{Slug}' belongs to somebody else than {Email}.");
            return 1;
        }

        var connected = await host.Services.SendAsync(
            organizationId,
            new ConnectRingba(new Uri(ringba, "v2/"), account, token, TimeProvider.System.GetUtcNow() - FirstRead),
            cancellationToken);
        if (!connected.IsSuccess)
        {
            return CommandHost.Fail(connected.Error);
        }

        Console.WriteLine(JsonSerializer.Serialize(new { email = Email, password, organization = Slug }));
        return 0;
    }

    /// <summary>The demo of an earlier run, whose password may have been another; null when it is not the demo's person's.</summary>
    private static async Task<OrganizationId?> TakeUpAsync(IServiceProvider services, string password, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<IAccounts>();
        if (await accounts.FindIdByEmailAsync(Email, cancellationToken) is not { } person)
        {
            return null;
        }

        scope.ServiceProvider.GetRequiredService<ICurrentUser>().SignIn(person);
        var me = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new GetMe(), cancellationToken);
        if (!me.IsSuccess || me.Value.Organizations.SingleOrDefault(organization => organization.Slug == Slug) is not { } demo)
        {
            return null;
        }

        if (!(await accounts.VerifyPasswordAsync(Email, password, cancellationToken)).IsSuccess)
        {
            await accounts.SetPasswordAsync(person, password, cancellationToken);
        }

        return new OrganizationId(demo.Id);
    }
}
