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
        var address = new TaskCompletionSource<Uri>();
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var found)
            {
                address.TrySetResult(new Uri(line.Data[(found + Listening.Length)..]));
            }
        };
        process.Exited += (_, _) => address.TrySetException(new InvalidOperationException("The API ended before it listened."));
        process.Start();
        process.BeginOutputReadLine();
        return new ApiProcess(process, await address.Task.WaitAsync(cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
