using CallScript.Application.Common.Persistence;
using CallScript.Domain.Common;
using CallScript.Domain.Recordings;
using Microsoft.Extensions.Logging;

namespace CallScript.Application.Recordings;

/// <summary>What became of a recording's copy for players.</summary>
public enum PlaybackOutcome
{
    Made,

    /// <summary>It is there, somebody else is making it, or the recording is small and playable as it is.</summary>
    NotNeeded,

    /// <summary>Players get the recording; the log says why.</summary>
    Failed,
}

/// <summary>
/// Makes the copies of recordings that players get: small, and playable in every browser. The recording stays what is transcribed,
/// judged and proved; without a copy it is played itself, so that nothing ever waits for one or fails for want of one.
/// </summary>
internal sealed partial class PlaybackCopies(
    IAppDbContext db,
    IRecordingVault vault,
    VaultShelf shelf,
    IPlaybackPolicy policy,
    IPlaybackEncoder encoder,
    ILogger<PlaybackCopies> logger)
{
    /// <summary>Enough for speech in a telephone's band.</summary>
    private const int BitsPerChannel = 24_000;

    /// <summary>What every browser plays. Such a recording gets a copy only when that is much smaller.</summary>
    private const string Playable = "audio/mpeg";

    private const double MuchSmaller = 1.5;

    /// <summary>Less than the vault lane has: the call goes on without a copy.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <param name="recording">Measured.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<PlaybackOutcome> MakeAsync(Recording recording, CancellationToken cancellationToken)
    {
        if (!policy.HasCopies || !IsWorthIt(recording))
        {
            return PlaybackOutcome.NotNeeded;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var made = await MakeOnceAsync(recording, limit.Token);
            if (!made.IsSuccess)
            {
                LogNotMade(recording.CallId.Value, made.Error.Code, made.Error.Message);
                return PlaybackOutcome.Failed;
            }

            return made.Value ? PlaybackOutcome.Made : PlaybackOutcome.NotNeeded;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && failure is not OutOfMemoryException)
        {
            // A full disk, a store that does not answer, a decoder that takes too long: none of it is the call's fault.
            LogBroken(failure, recording.CallId.Value);
            return PlaybackOutcome.Failed;
        }
    }

    /// <summary>Several calls can have the same recording, and several workers such calls: whoever is second leaves it to the first.</summary>
    private async Task<Result<bool>> MakeOnceAsync(Recording recording, CancellationToken cancellationToken)
    {
        var (organizationId, key) = (recording.OrganizationId, recording.StorageKey);
        await using var transaction = await db.BeginTransactionAsync(cancellationToken);
        if (!await db.TryLockAsync(StorageKey.OfCopy(key), cancellationToken)
            || await vault.ExistsAsync(organizationId, StorageKey.OfCopy(key), cancellationToken))
        {
            return false;
        }

        var made = await vault.WithLocalFileAsync(
            organizationId,
            key,
            (path, stop) => encoder.EncodeAsync(
                path, ShapeOf(recording), (content, end) => shelf.AddCopyAsync(organizationId, key, content, end), stop),
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return made;
    }

    private static bool IsWorthIt(Recording recording) =>
        recording.MediaType != Playable
        || recording.ByteCount * 8 > recording.DurationSeconds * ShapeOf(recording).BitsPerSecond * MuchSmaller;

    /// <summary>A party on each channel stays on its own; two channels with the same sound become one.</summary>
    private static PlaybackShape ShapeOf(Recording recording)
    {
        var channels = recording.Layout == ChannelLayout.DualMono ? 1 : Math.Clamp(recording.Channels, 1, 2);
        return new PlaybackShape(channels, channels * BitsPerChannel);
    }

    [LoggerMessage(1, LogLevel.Warning, "The recording of call {CallId} has no copy for players ({Code}): {Reason}")]
    private partial void LogNotMade(Guid callId, string code, string reason);

    [LoggerMessage(2, LogLevel.Warning, "The recording of call {CallId} has no copy for players.")]
    private partial void LogBroken(Exception failure, Guid callId);
}
