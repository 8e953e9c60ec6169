using System.Diagnostics;
using System.Globalization;

namespace CallScript.Bench.Pipeline;

/// <summary>The worker program, as <c>up</c> starts it.</summary>
internal sealed class Worker : IAsyncDisposable
{
    private readonly Process _process;
    private double _peakMegabytes;

    private Worker(Process process) => _process = process;

    public static Worker Start(World world, params string[] lanes)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "CallScript.Workers.dll"), "run", .. Arguments(lanes)])
        {
            RedirectStandardOutput = true,
        };
        foreach (var (key, value) in world.Installation.Settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        start.Environment["Outbound__TrustedOrigins__0"] = world.Ringba.ApiAddress.GetLeftPart(UriPartial.Authority);
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        var process = Process.Start(start) ?? throw new InvalidOperationException("The worker did not start.");
        process.OutputDataReceived += (_, line) =>
        {
            if (!string.IsNullOrEmpty(line.Data))
            {
                Console.Error.WriteLine(line.Data);
            }
        };
        process.BeginOutputReadLine();
        return new Worker(process);
    }

    /// <summary>The largest resident set so far, in MB of 10^6 bytes; Linux keeps it for us.</summary>
    public double PeakMegabytes()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException("The worker has ended by itself.");
        }

        var line = File.ReadLines($"/proc/{_process.Id}/status").Single(row => row.StartsWith("VmHWM:", StringComparison.Ordinal));
        var kilobytes = double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        return _peakMegabytes = Math.Max(_peakMegabytes, kilobytes * 1024 / 1e6);
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

    private static IEnumerable<string> Arguments(string[] lanes) => lanes.Length == 0 ? [] : ["--lanes", .. lanes];
}
