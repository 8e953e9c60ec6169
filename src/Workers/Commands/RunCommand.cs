using System.CommandLine;
using CallScript.Workers.Hosting;
using Microsoft.Extensions.Hosting;

namespace CallScript.Workers.Commands;

internal static class RunCommand
{
    public static Command Create()
    {
        var command = new Command("run", "Run the lanes until stopped.");
        command.SetAction(async (_, cancellationToken) =>
        {
            using var host = WorkerServices.BuildLaneHost([]);
            await host.RunAsync(cancellationToken);
            return 0;
        });
        return command;
    }
}
