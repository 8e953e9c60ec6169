using System.Collections.Concurrent;
using System.Diagnostics;
using CallScript.TestKit.Hosting;

namespace CallScript.Workers.Tests.EndToEnd;

/// <summary>The real worker program in a process of its own, so that it can be killed like one.</summary>
public sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private WorkerProcess(Process process) => _process = process;

    /// <summary>What it printed; for the message of a failed test.</summary>
    public string Output => string.Join('\n', _output.TakeLast(60));

    public bool HasExited => _process.HasExited;

    public static WorkerProcess Start(TestInstallation installation, Uri ringba, IReadOnlyDictionary<string, string>? settings = null)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "CallScript.Workers.dll"), "run"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var (key, value) in installation.Settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        // The simulator is on this host and speaks plain http; recovery must not take a test's patience.
        start.Environment["Outbound__TrustedOrigins__0"] = ringba.GetLeftPart(UriPartial.Authority);
        foreach (var lane in (string[])["Ingest", "Vault", "Factory", "Judge"])
        {
            start.Environment[$"Lanes__{lane}__Lease"] = "00:00:03";
            start.Environment[$"Lanes__{lane}__Interval"] = "00:00:00.500";
            start.Environment[$"Lanes__{lane}__FirstBackoff"] = "00:00:00.100";
        }

        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
        {
            start.Environment[key] = value;
        }

        var worker = new WorkerProcess(new Process { StartInfo = start });
        worker._process.OutputDataReceived += (_, line) => worker._output.Enqueue(line.Data ?? "");
        worker._process.ErrorDataReceived += (_, line) => worker._output.Enqueue(line.Data ?? "");
        worker._process.Start();
        worker._process.BeginOutputReadLine();
        worker._process.BeginErrorReadLine();
        return worker;
    }

    /// <summary>SIGKILL: no handler runs, nothing is cleaned up.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
