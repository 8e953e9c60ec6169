using CallScript.Application.Common.Persistence;
using CallScript.Application.Recordings;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Privacy;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Privacy;

/// <summary>
/// Removes parts of one call, each with its record. The file goes first and the rows follow in one transaction: whoever dies
/// in between leaves a row whose file is gone, and the next run does the same again.
/// </summary>
internal sealed class CallRemoval(IAppDbContext db, VaultShelf shelf, TimeProvider clock)
{
    private const string Redacted = "Removed.";

    /// <summary>The audio, for retention.</summary>
    public Task RemoveRecordingAsync(CallId callId, CancellationToken cancellationToken) =>
        InTransactionAsync(callId, async call =>
        {
            await DropRecordingAsync(call, erasureId: null, cancellationToken);
            call.RecordingRemoved(clock.GetUtcNow());
        }, cancellationToken);

    /// <summary>The words, and what flags quote of them, for retention.</summary>
    public Task RemoveTranscriptAsync(CallId callId, CancellationToken cancellationToken) =>
        InTransactionAsync(callId, call => DropWordsAsync(call, erasureId: null, cancellationToken), cancellationToken);

    /// <summary>Everything that tells of a person; time, money and the rules that were broken stay.</summary>
    public Task EraseAsync(CallId callId, ErasureId erasureId, CancellationToken cancellationToken) =>
        InTransactionAsync(callId, async call =>
        {
            await DropRecordingAsync(call, erasureId, cancellationToken);
            await DropWordsAsync(call, erasureId, cancellationToken);
            var notes = await db.ReviewDecisions.Where(row => row.CallId == call.Id && row.Note != null)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Note, (string?)null), cancellationToken);
            Keep(call, RemovedPart.ReviewNotes, erasureId, notes);
            await DropWorkAsync(call, cancellationToken);
            Keep(call, RemovedPart.CallerNumber, erasureId, call.CallerHash is null ? 0 : 1);
            call.Erase(clock.GetUtcNow());
        }, cancellationToken);

    /// <summary>The whole call.</summary>
    public Task DeleteAsync(CallId callId, ErasureId? erasureId, CancellationToken cancellationToken) =>
        InTransactionAsync(callId, async call =>
        {
            await DropRecordingAsync(call, erasureId, cancellationToken);
            await DropTranscriptAsync(call, erasureId, cancellationToken);
            await db.Flags.Where(row => row.CallId == call.Id).ExecuteDeleteAsync(cancellationToken);
            await db.Verdicts.Where(row => row.CallId == call.Id).ExecuteDeleteAsync(cancellationToken);
            await db.ReviewDecisions.Where(row => row.CallId == call.Id).ExecuteDeleteAsync(cancellationToken);
            await DropWorkAsync(call, cancellationToken);
            Keep(call, RemovedPart.Call, erasureId, 1);
            db.Calls.Remove(call);
        }, cancellationToken);

    private async Task InTransactionAsync(CallId callId, Func<Call, Task> work, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginTransactionAsync(cancellationToken);
        var call = await db.Calls.SingleOrDefaultAsync(row => row.Id == callId, cancellationToken);
        if (call is null)
        {
            return;
        }

        await work(call);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task DropRecordingAsync(Call call, ErasureId? erasureId, CancellationToken cancellationToken)
    {
        if (await shelf.RemoveAsync(call.Id, cancellationToken) is { } recording)
        {
            Keep(call, RemovedPart.Recording, erasureId, 1)?.OfRecording(recording.Sha256, recording.ByteCount);
        }
    }

    private async Task DropTranscriptAsync(Call call, ErasureId? erasureId, CancellationToken cancellationToken) =>
        Keep(
            call, RemovedPart.Transcript, erasureId,
            await db.Transcripts.Where(row => row.CallId == call.Id).ExecuteDeleteAsync(cancellationToken));

    private async Task DropWordsAsync(Call call, ErasureId? erasureId, CancellationToken cancellationToken)
    {
        await DropTranscriptAsync(call, erasureId, cancellationToken);
        var evidence = await db.Flags.Where(flag => flag.CallId == call.Id && (flag.Quote != null || flag.Explanation != Redacted))
            .ExecuteUpdateAsync(
                set => set.SetProperty(flag => flag.Quote, (string?)null).SetProperty(flag => flag.Explanation, Redacted), cancellationToken);
        Keep(call, RemovedPart.Evidence, erasureId, evidence);
    }

    // A worker that holds an item of this call finds it gone when it commits, and nothing of what it did is kept.
    private Task<int> DropWorkAsync(Call call, CancellationToken cancellationToken) =>
        db.WorkItems.Where(item => item.SubjectId == call.Id.Value).ExecuteDeleteAsync(cancellationToken);

    private Removal? Keep(Call call, RemovedPart part, ErasureId? erasureId, int count)
    {
        if (count == 0)
        {
            return null;
        }

        var removal = Removal.Create(call, clock.NewId<RemovalId>(), part, erasureId, count, clock.GetUtcNow());
        db.Removals.Add(removal);
        return removal;
    }
}
