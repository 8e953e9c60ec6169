namespace CallScript.Infrastructure.Recordings;

/// <summary>A store that is made ready when a host starts.</summary>
internal interface IPreparedVault
{
    /// <summary>Shows that the store can be used, and removes what processes that died had begun to write.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);
}
