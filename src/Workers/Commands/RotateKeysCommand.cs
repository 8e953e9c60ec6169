using System.CommandLine;
using CallScript.Application.Secrets;
using CallScript.Workers.Hosting;

namespace CallScript.Workers.Commands;

internal static class RotateKeysCommand
{
    public static Command Create()
    {
        var slug = new Option<string?>("--org") { Description = "Only the organization with this slug." };
        var newDataKeys = new Option<bool>("--new-data-keys")
        {
            Description = "Give each organization a new data key. Without it, keys go under the current master key, and what an "
                + "earlier run left undone is finished.",
        };
        var command = new Command("rotate-keys", "Put all keys under the current master key, and all secrets under the newest data keys.")
        {
            slug, newDataKeys,
        };
        command.SetAction((result, cancellationToken) =>
            RotateAsync(result.GetValue(slug), result.GetValue(newDataKeys), cancellationToken));
        return command;
    }

    private static async Task<int> RotateAsync(string? slug, bool newDataKeys, CancellationToken cancellationToken)
    {
        var builder = CommandHost.CreateBuilder();
        builder.Services.AddPipeline(builder.Configuration);
        using var host = builder.Build();
        var chosen = await host.Services.ChooseOrganizationsAsync(slug, cancellationToken);
        if (!chosen.IsSuccess)
        {
            return CommandHost.Fail(chosen.Error);
        }

        foreach (var organization in chosen.Value)
        {
            var rotated = await host.Services.SendAsync(organization.Id, new RotateKeys(newDataKeys), cancellationToken);
            if (!rotated.IsSuccess)
            {
                return CommandHost.Fail(rotated.Error);
            }

            var (rewrapped, resealed, version) = rotated.Value;
            Console.WriteLine($"{organization.Slug}: {rewrapped} keys re-wrapped, {resealed} secrets re-sealed, data key {version}");
        }

        return 0;
    }
}
