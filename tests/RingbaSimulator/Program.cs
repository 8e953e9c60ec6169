using System.CommandLine;
using System.Text.Json;
using CallScript.RingbaSimulator;

var urls = new Option<string>("--urls") { Description = "Where to listen.", DefaultValueFactory = _ => "http://127.0.0.1:5099" };
var samples = new Option<DirectoryInfo?>("--samples")
{
    Description = "Folder of the sample calls, which are served as calls of the last hours.",
};
var account = new Option<string>("--account")
{
    Description = "Account id.",
    DefaultValueFactory = _ => RingbaSimulatorOptions.DefaultAccountId,
};
var token = new Option<string>("--token") { Description = "API token.", DefaultValueFactory = _ => RingbaSimulatorOptions.DefaultToken };
var controlToken = new Option<string?>("--control-token") { Description = "Opens the control endpoints to this X-Control-Token." };
var spacing = new Option<double?>("--spacing-seconds")
{
    Description = "Lets the samples end this far apart instead of at their own ages.",
};
samples.Validators.Add(result =>
{
    if (result.GetValue(samples) is { Exists: false } folder)
    {
        result.AddError($"There is no folder '{folder}'.");
    }
});
spacing.Validators.Add(result =>
{
    if (result.GetValue(spacing) < 0)
    {
        result.AddError("--spacing-seconds must not be negative.");
    }
});

var root = new RootCommand("A stand-in for Ringba's API: call log, columns, details and recordings.")
{
    urls, samples, account, token, controlToken, spacing,
};
root.SetAction(async (arguments, cancellationToken) =>
{
    try
    {
        await using var server = await RingbaSimulatorServer.StartAsync(
            new RingbaSimulatorOptions
            {
                Url = arguments.GetRequiredValue(urls),
                AccountId = arguments.GetRequiredValue(account),
                Token = arguments.GetRequiredValue(token),
                ControlToken = arguments.GetValue(controlToken),
                SamplesFolder = arguments.GetValue(samples)?.FullName,
                ServeSamples = true,
                Spacing = arguments.GetValue(spacing) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            },
            cancellationToken);
        Console.WriteLine($"Ringba simulator: {server.ApiAddress} (account {server.AccountId}, {server.Calls.All.Count} calls)");
        await server.WaitForShutdownAsync(cancellationToken);
        return 0;
    }
    catch (Exception failure) when (failure is IOException or InvalidDataException or JsonException)
    {
        Console.Error.WriteLine($"The Ringba simulator cannot start: {failure.Message}");
        return 1;
    }
});
return await root.Parse(args).InvokeAsync();

/// <summary>Not public: tests that start the simulator beside the API mean the API's.</summary>
internal sealed partial class Program;
