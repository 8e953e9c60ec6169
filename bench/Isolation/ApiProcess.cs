using System.Diagnostics;
using CallScript.TestKit.Hosting;

namespace CallScript.Bench.Isolation;

/// <summary>The API as an installation runs it, without limits on how often one may ask.</summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ApiProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<ApiProcess> StartAsync(TestInstallation installation, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "CallScript.Api.dll")])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var (key, value) in installation.Settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        start.Environment["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information";
        foreach (var limit in (string[])["PersonPerMinute", "ApiKeyPerMinute", "AddressPerMinute", "CredentialsPerMinute"])
        {
            start.Environment[$"RateLimits__{limit}"] = "1000000";
        }

        const string Listening = "Now listening on: ";
        var process = Process.Start(start) ?? throw new InvalidOperationException("The API did not start.");
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var found)
            {
                process.OutputDataReceived += (_, _) => { };
                process.BeginOutputReadLine();
                return new ApiProcess(process, new Uri(line[(found + Listening.Length)..]));
            }
        }

        throw new InvalidOperationException("The API ended before it listened.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
