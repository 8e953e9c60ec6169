using Amazon.S3;
using CallScript.Application.Recordings;
using CallScript.Application.Recordings.Uploads;
using CallScript.Infrastructure.Outbound;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

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
        services.Configure<UploadOptions>(configuration.GetSection(UploadOptions.SectionName));
        services.AddSingleton<IUploadStore, FileUploadStore>();
        services.AddSingleton<IPlaybackPolicy, PlaybackPolicy>();
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

        var vault = configuration.GetSection(VaultOptions.SectionName).Get<VaultOptions>() ?? new();
        if (vault.Store == VaultStore.S3)
        {
            services.AddHttpClient(S3Connection.HttpClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
                .GuardOutbound(configuration, vault.S3.ConnectTime, S3Connection.TrustedOrigins(vault.S3))
                // They carry keys, which tell what belongs to whom.
                .RemoveAllLoggers();
            services.AddSingleton<IAmazonS3>(provider => S3Connection.Create(
                provider.GetRequiredService<IOptions<VaultOptions>>().Value.S3, provider.GetRequiredService<IHttpClientFactory>()));
            services.AddVault<S3RecordingVault>();
        }
        else
        {
            services.AddVault<FileSystemRecordingVault>();
        }

        services.AddHostedService<VaultPreparation>();
        return services;
    }

    private static void AddVault<TVault>(this IServiceCollection services)
        where TVault : class, IRecordingVault, IPreparedVault
    {
        services.AddSingleton<TVault>();
        services.AddSingleton<IRecordingVault>(provider => provider.GetRequiredService<TVault>());
        services.AddSingleton<IPreparedVault>(provider => provider.GetRequiredService<TVault>());
    }
}
