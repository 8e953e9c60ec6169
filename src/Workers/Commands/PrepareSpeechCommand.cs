using System.CommandLine;
using CallScript.Infrastructure.Speech.Assets;

namespace CallScript.Workers.Commands;

/// <summary><c>prepare-speech</c>: turns the installed packages into the folder that the speech engine loads.</summary>
internal static class PrepareSpeechCommand
{
    public static Command Create()
    {
        var packages = new Option<DirectoryInfo>("--packages")
        {
            Description = "The node_modules folder that 'npm ci --ignore-scripts' filled from deploy/runtime.",
            Required = true,
        };
        var output = new Option<DirectoryInfo>("--out")
        {
            Description = "The folder to write; Speech:Directory names it to the workers.",
            Required = true,
        };
        var command = new Command("prepare-speech", "Prepares the speech engine's native library and models.") { packages, output };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(packages), parsed.GetRequiredValue(output)));
        return command;
    }

    private static int Run(DirectoryInfo packages, DirectoryInfo output)
    {
        var prepared = SpeechAssetPreparer.Prepare(packages.FullName, output.FullName);
        if (!prepared.IsSuccess)
        {
            Console.Error.WriteLine($"{prepared.Error.Code}: {prepared.Error.Message}");
            return 1;
        }

        var outcome = prepared.Value.Written ? "prepared in" : "already prepared in";
        Console.WriteLine($"Speech engine {outcome} {prepared.Value.Directory}");
        return 0;
    }
}
