using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;

namespace CallScript.Infrastructure.Tests.Recordings;

/// <summary>
/// A server that speaks S3, for the tests of one class: the one that <c>CALLSCRIPT_TEST_S3</c> names (with the credentials in
/// <c>CALLSCRIPT_TEST_S3_ACCESS_KEY</c> and <c>_SECRET_KEY</c>, and <c>_KMS_KEY</c>), else moto, where it is installed.
/// </summary>
public sealed class S3Server : IAsyncLifetime
{
    private Process? _process;

    /// <summary>Null where there is no server to test against.</summary>
    public Uri? Address { get; private set; }

    public string AccessKey { get; } = Environment.GetEnvironmentVariable("CALLSCRIPT_TEST_S3_ACCESS_KEY") ?? "test";

    public string SecretKey { get; } = Environment.GetEnvironmentVariable("CALLSCRIPT_TEST_S3_SECRET_KEY") ?? "test";

    /// <summary>A key that the named server encrypts with, where that is all it can; null: it has keys of its own.</summary>
    public string? KmsKey { get; } = Environment.GetEnvironmentVariable("CALLSCRIPT_TEST_S3_KMS_KEY");

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("CALLSCRIPT_TEST_S3") is { Length: > 0 } named)
        {
            Address = new Uri(named);
            return;
        }

        if (FindMoto() is not { } moto)
        {
            return;
        }

        _process = new Process
        {
            StartInfo = new ProcessStartInfo(moto, ["-H", "127.0.0.1", "-p", "0"]) { RedirectStandardError = true },
        };
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.ErrorDataReceived += (_, line) =>
        {
            const string Running = " * Running on ";
            if (line.Data is null)
            {
                address.TrySetException(new InvalidOperationException("moto_server ended before it was ready."));
            }
            else if (line.Data.StartsWith(Running, StringComparison.Ordinal))
            {
                address.TrySetResult(new Uri(line.Data[Running.Length..]));
            }
        };
        _process.Start();
        _process.BeginErrorReadLine();
        Address = await address.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }

    /// <summary>A client of the tests' own, to look behind the vault's back.</summary>
    public AmazonS3Client CreateClient() => new(
        new BasicAWSCredentials(AccessKey, SecretKey),
        new AmazonS3Config
        {
            ServiceURL = Address!.AbsoluteUri,
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });

    private static string? FindMoto() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "moto_server"))
        .FirstOrDefault(File.Exists);
}
