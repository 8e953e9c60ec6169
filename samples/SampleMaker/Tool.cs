using System.Diagnostics;

namespace CallScript.SampleMaker;

/// <summary>Runs a command-line tool and returns what it wrote; a tool that fails or hangs ends the program.</summary>
internal static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task<byte[]> RunAsync(string name, IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input = default)
    {
        using var process = new Process();
        process.StartInfo = new ProcessStartInfo(name, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        process.Start();
        using var limit = new CancellationTokenSource(Limit);
        using var output = new MemoryStream();
        try
        {
            var reading = process.StandardOutput.BaseStream.CopyToAsync(output, limit.Token);
            var complaining = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardInput.BaseStream.WriteAsync(input, limit.Token);
            process.StandardInput.Close();
            await reading;
            var complaint = await complaining;
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0
                ? output.ToArray()
                : throw new InvalidOperationException($"{name} ended with {process.ExitCode}: {complaint.Trim()}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{name} took longer than {Limit.TotalSeconds:0} s.");
        }
    }
}
