using Microsoft.Extensions.Hosting;

namespace CallScript.Infrastructure.Recordings;

/// <summary>Readies the vault when a host starts, so that a store that cannot be written stops it there and then.</summary>
internal sealed class VaultPreparation(IPreparedVault vault) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => vault.PrepareAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
