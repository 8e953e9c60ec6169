using Microsoft.Extensions.Hosting;

namespace CallScript.Infrastructure.Recordings;

/// <summary>Readies the vault when a host starts, so that a folder that cannot be written stops it there and then.</summary>
internal sealed class VaultPreparation(FileSystemRecordingVault vault) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        vault.Prepare();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
