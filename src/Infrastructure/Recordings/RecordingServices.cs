using CallScript.Application.Recordings;
using CallScript.Infrastructure.Outbound;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CallScript.Infrastructure.Recordings;

/// <summary>Registers the downloader and the vault.</summary>
public static class RecordingServices
{
    public static IServiceCollection AddRecordings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<VaultOptions>()
            .Bind(configuration.GetSection(VaultOptions.SectionName))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddOptions<RecordingDownloadOptions>()
            .Bind(configuration.GetSection(RecordingDownloadOptions.SectionName))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        var download = configuration.GetSection(RecordingDownloadOptions.SectionName).Get<RecordingDownloadOptions>() ?? new();

        services.AddHttpClient<IRecordingDownloader, RecordingDownloader>(client =>
            {
                // The downloader limits the whole fetch, body included; the client's own timeout ends with the headers.
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.DefaultRequestHeaders.UserAgent.ParseAdd("CallScript");
            })
            .GuardOutbound(configuration, download.ConnectTime)
            // The factory's own log lines carry whole addresses, and a recording's address is as good as its key.
            .RemoveAllLoggers();

        services.AddSingleton<FileSystemRecordingVault>();
        services.AddSingleton<IRecordingVault>(provider => provider.GetRequiredService<FileSystemRecordingVault>());
        services.AddHostedService<VaultPreparation>();
        return services;
    }
}
