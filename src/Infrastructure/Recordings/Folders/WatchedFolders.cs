using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Recordings.Folders;

/// <summary>The folders that this process watches, in the order of their settings; each remembers its last look.</summary>
public sealed class WatchedFolders(
    IOptions<WatchedFoldersOptions> options, IServiceScopeFactory scopes, TimeProvider clock, ILogger<WatchedFolder> logger)
{
    public IReadOnlyList<WatchedFolder> All { get; } =
        [.. options.Value.Folders.Select(folder => new WatchedFolder(folder, scopes, clock, logger))];
}

public static class WatchedFolderServices
{
    public static IServiceCollection AddWatchedFolders(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WatchedFoldersOptions>()
            .Configure(options => configuration.GetSection(WatchedFolderOptions.SectionName).Bind(options.Folders))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<WatchedFoldersOptions>, WatchedFoldersOptionsValidation>();
        return services.AddSingleton<WatchedFolders>();
    }
}
