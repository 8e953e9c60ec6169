using Amazon.S3;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Recordings.Folders;

/// <summary>The folders that this process watches, in the order of their settings; each remembers its last look.</summary>
public sealed class WatchedFolders : IDisposable
{
    private readonly List<AmazonS3Client> _clients = [];

    public WatchedFolders(
        IOptions<WatchedFoldersOptions> options,
        IHttpClientFactory http,
        IServiceScopeFactory scopes,
        TimeProvider clock,
        ILogger<WatchedFolder> logger) =>
        All = [.. options.Value.Folders.Select((folder, index) => new WatchedFolder(PlaceOf(folder, index, http), folder, scopes, clock, logger))];

    public IReadOnlyList<WatchedFolder> All { get; }

    public void Dispose() => _clients.ForEach(client => client.Dispose());

    private IWatchedPlace PlaceOf(WatchedFolderOptions folder, int index, IHttpClientFactory http)
    {
        if (!folder.IsBucket)
        {
            return new DirectoryPlace(folder.Path);
        }

        var client = S3Connection.Create(folder.S3, http, WatchedFolderServices.ClientOf(index));
        _clients.Add(client);
        return new BucketPlace(client, folder.S3);
    }
}

public static class WatchedFolderServices
{
    public static IServiceCollection AddWatchedFolders(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WatchedFoldersOptions>()
            .Configure(options => configuration.GetSection(WatchedFolderOptions.SectionName).Bind(options.Folders))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<WatchedFoldersOptions>, WatchedFoldersOptionsValidation>();
        var folders = configuration.GetSection(WatchedFolderOptions.SectionName).Get<List<WatchedFolderOptions>>() ?? [];
        foreach (var (index, folder) in folders.Index().Where(entry => entry.Item.IsBucket))
        {
            services.AddS3Client(ClientOf(index), configuration, folder.S3);
        }

        return services.AddHttpClient().AddSingleton<WatchedFolders>();
    }

    internal static string ClientOf(int index) => $"watched-s3-{index}";
}
