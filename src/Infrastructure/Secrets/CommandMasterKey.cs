using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using CallScript.Application.Common;

namespace CallScript.Infrastructure.Secrets;

/// <summary>
/// A master key behind a command, as a key management service has it. The command is run without a shell, for a bounded
/// time, and only so much of its answer is read; what it prints goes into no log and no error.
/// </summary>
internal sealed class CommandMasterKey(string id, string command, TimeSpan timeout) : IMasterKey
{
    private const int LongestAnswer = 16 * 1024;

    public Task<byte[]> WrapAsync(string context, byte[] dataKey, CancellationToken cancellationToken) =>
        RunAsync("wrap", context, dataKey, cancellationToken);

    public Task<byte[]> UnwrapAsync(string context, byte[] wrappedKey, CancellationToken cancellationToken) =>
        RunAsync("unwrap", context, wrappedKey, cancellationToken);

    private async Task<byte[]> RunAsync(string operation, string context, byte[] input, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        using var process = Start(operation, context);
        try
        {
            // All three at once: a command that writes before it has read everything must not block either side.
            var sending = SendAsync(process, input, limit.Token);
            var answer = ReadAsync(process.StandardOutput.BaseStream, limit.Token);
            var noise = DiscardAsync(process.StandardError.BaseStream, limit.Token);
            await Task.WhenAll(sending, answer, noise);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0
                ? Decode(operation, await answer)
                : throw Unavailable(operation, $"it ended with exit code {process.ExitCode}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unavailable(operation, $"it took longer than {timeout.TotalSeconds:0} seconds");
        }
        catch (IOException failure)
        {
            throw Unavailable(operation, "it closed its input or output early", failure);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private Process Start(string operation, string context)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(command, [operation, context])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception failure)
        {
            throw Unavailable(operation, "it could not be started", failure);
        }
    }

    private static async Task SendAsync(Process process, byte[] input, CancellationToken cancellationToken)
    {
        var stream = process.StandardInput.BaseStream;
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Convert.ToBase64String(input) + "\n"), cancellationToken);
        await stream.FlushAsync(cancellationToken);
        process.StandardInput.Close();
    }

    private static async Task<string> ReadAsync(Stream output, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestAnswer + 1];
        var read = await output.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return read <= LongestAnswer
            ? Encoding.ASCII.GetString(buffer, 0, read)
            : throw new IOException($"More than {LongestAnswer} bytes.");
    }

    private static Task DiscardAsync(Stream output, CancellationToken cancellationToken) => output.CopyToAsync(Stream.Null, cancellationToken);

    private byte[] Decode(string operation, string answer)
    {
        var text = answer.Trim();
        var bytes = new byte[text.Length];
        return text.Length > 0 && Convert.TryFromBase64String(text, bytes, out var written)
            ? bytes[..written]
            : throw Unavailable(operation, "it did not answer in base64");
    }

    private MasterKeyUnavailableException Unavailable(string operation, string reason, Exception? cause = null) =>
        new($"The command of the master key '{id}' could not {operation}: {reason}.", cause);
}
