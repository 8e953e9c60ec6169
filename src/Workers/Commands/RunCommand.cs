using System.CommandLine;
using CallScript.Domain.Pipeline;
using CallScript.Workers.Hosting;
using Microsoft.Extensions.Hosting;

namespace CallScript.Workers.Commands;

internal static class RunCommand
{
    public static Command Create()
    {
        var lanes = new Option<Lane[]>("--lanes")
        {
            Description = "Run only these lanes, for example on a machine that only transcribes.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => Enum.GetValues<Lane>(),
        };
        var command = new Command("run", "Run the lanes until stopped.") { lanes };
        command.SetAction(async (result, cancellationToken) =>
        {
            using var host = WorkerServices.BuildLaneHost(new LaneSelection(result.GetRequiredValue(lanes).ToHashSet()));
            await host.RunAsync(cancellationToken);
            return 0;
        });
        return command;
    }
}
