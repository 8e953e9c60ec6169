using System.Diagnostics;
using CallScript.TestKit.Hosting;

namespace CallScript.Bench.Soak;

/// <summary>A worker in a process of its own, so that it can be killed like one.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    public static WorkerProcess Start(TestInstallation installation, SoakClock clock, IReadOnlyDictionary<string, string> settings, TextWriter log)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "CallScript.Bench.Soak.dll"), "worker"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var (key, value) in installation.Settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        foreach (var (key, value) in settings)
        {
            start.Environment[key] = value;
        }

        clock.Tell(start.Environment);
        var process = Process.Start(start) ?? throw new InvalidOperationException("The worker did not start.");
        process.OutputDataReceived += (_, line) =>
        {
            if (!string.IsNullOrEmpty(line.Data))
            {
                lock (log)
                {
                    log.WriteLine(line.Data);
                }
            }
        };
        process.BeginOutputReadLine();
        return new WorkerProcess(process);
    }

    public void RequireAlive()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"The worker has ended by itself with {_process.ExitCode}.");
        }
    }

    /// <summary>SIGKILL: no handler runs, nothing is cleaned up.</summary>
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
