using System.Diagnostics;
using System.Globalization;
using CallScript.Application.Recordings;
using CallScript.Domain.Organizations;
using CallScript.Infrastructure.Recordings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Bench.Vault;

/// <summary>The storing process: fetches an address into the vault, again and again, as the vault lane does.</summary>
internal static class Storing
{
    private const string Limit = "5000000000";

    /// <summary>Prints seconds and the peak of the process's memory in MB.</summary>
    public static async Task<int> RunAsync(Uri address, int count, string folder)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Outbound:TrustedOrigins:0"] = address.GetLeftPart(UriPartial.Authority),
                ["RecordingDownload:MaxBytes"] = Limit,
                ["RecordingDownload:TotalTime"] = "00:30:00",
                ["Vault:Directory"] = folder,
                ["Vault:MaxBytes"] = Limit,
            })
            .AddEnvironmentVariables()
            .Build();
        await using var services = new ServiceCollection().AddLogging().AddRecordings(configuration).BuildServiceProvider();
        var organization = new OrganizationId(Guid.CreateVersion7());

        // The first is not counted: it compiles the code and opens the connections.
        await StoreAsync(new Uri(address, "warm-up"));
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            await StoreAsync(address);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds} {PeakMegabytes()}"));
        return 0;

        async Task StoreAsync(Uri from)
        {
            var opened = await services.GetRequiredService<IRecordingDownloader>().OpenAsync(from, token: null, CancellationToken.None);
            if (!opened.IsSuccess)
            {
                throw new InvalidOperationException(opened.Error.Message);
            }

            await using var content = opened.Value;
            var stored = await services.GetRequiredService<IRecordingVault>().StoreAsync(organization, content, CancellationToken.None);
            if (!stored.IsSuccess)
            {
                throw new InvalidOperationException(stored.Error.Message);
            }
        }
    }

    private static long PeakMegabytes()
    {
        var peak = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal));
        return long.Parse(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
