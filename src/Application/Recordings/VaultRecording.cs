using CallScript.Application.Common.Persistence;
using CallScript.Application.Integrations.Ringba;
using CallScript.Application.Pipeline;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Pipeline;
using CallScript.Domain.Recordings;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Recordings;

/// <summary>Fetches one call's recording into the vault, measures it and hands the call to the factory.</summary>
public sealed record VaultRecording(WorkLease Lease) : ILaneRequest;

internal sealed class VaultRecordingHandler(
    IAppDbContext db,
    IRecordingDownloader downloader,
    RingbaRecordings ringba,
    IRecordingVault vault,
    VaultShelf shelf,
    IAudioProbe probe,
    PlaybackCopies copies,
    TimeProvider clock)
    : IRequestHandler<VaultRecording, Result<LaneOutcome>>
{
    public async Task<Result<LaneOutcome>> Handle(VaultRecording request, CancellationToken cancellationToken)
    {
        var callId = new CallId(request.Lease.SubjectId);
        var call = await db.Calls.SingleOrDefaultAsync(row => row.Id == callId, cancellationToken);
        if (call is not { IsReadyForVault: true })
        {
            return new LaneOutcome.Cancel("The call does not wait for its recording.");
        }

        var recording = await db.Recordings.SingleOrDefaultAsync(row => row.CallId == callId, cancellationToken);
        if (recording is null)
        {
            var fetched = await FetchAsync(call, cancellationToken);
            if (fetched.Error is RecordingError dead && FetchPolicies.Of(dead.Outcome).RefreshesLink)
            {
                var moved = await RefreshLinkAsync(call, cancellationToken);
                if (!moved.IsSuccess)
                {
                    // The link is dead for good, but who knows a better one cannot be asked now.
                    return new LaneOutcome.Retry(moved.Error, FetchPolicies.Of(FetchOutcome.Unreachable).Retries);
                }

                fetched = moved.Value ? await FetchAsync(call, cancellationToken) : fetched;
            }

            if (!fetched.IsSuccess)
            {
                return await SettleAsync(call, request.Lease, fetched.Error, cancellationToken);
            }

            // Committed before it is measured: whatever decoding makes of the file, we hold it, and a worker that
            // dies here does not fetch it again from a link that may be dead by then.
            var shelved = await ShelveAsync(call, fetched.Value, cancellationToken);
            if (!shelved.IsSuccess)
            {
                return await SettleAsync(call, request.Lease, shelved.Error, cancellationToken);
            }

            recording = shelved.Value;
        }

        var profile = await vault.WithLocalFileAsync(
            call.OrganizationId, recording.StorageKey, probe.ProbeAsync, cancellationToken);
        if (!profile.IsSuccess)
        {
            return LaneOutcome.FromError(profile.Error);
        }

        recording.Measure(profile.Value);
        await copies.MakeAsync(recording, cancellationToken);
        var vaulted = call.Vaulted(profile.Value.DurationSeconds, clock.GetUtcNow());
        if (!vaulted.IsSuccess)
        {
            return vaulted.Error;
        }

        db.Enqueue(Lane.Factory, call, clock);
        db.Complete(request.Lease);
        await db.SaveChangesAsync(cancellationToken);
        return new LaneOutcome.Done();
    }

    private async Task<Result<StoredRecording>> FetchAsync(Call call, CancellationToken cancellationToken)
    {
        if (call.RecordingAddress is not { } address)
        {
            return RecordingErrors.NotYetThere;
        }

        var token = await ringba.TokenForAsync(call, address, cancellationToken);
        var opened = await downloader.OpenAsync(address, token, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        await using var content = opened.Value;
        return await vault.StoreAsync(call.OrganizationId, content, cancellationToken);
    }

    private async Task<Result<Recording>> ShelveAsync(Call call, StoredRecording stored, CancellationToken cancellationToken)
    {
        try
        {
            await using var transaction = await db.BeginTransactionAsync(cancellationToken);
            var added = await shelf.AddAsync(call, stored, call.RecordingAddress!.IdnHost, cancellationToken);
            if (added.IsSuccess)
            {
                call.RecordingFetched(clock.GetUtcNow());
                await db.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }

            return added;
        }
        catch (DbUpdateConcurrencyException)
        {
            // The call was erased meanwhile: nothing of it stays.
            await shelf.DiscardAsync(call.OrganizationId, stored.StorageKey, cancellationToken);
            throw;
        }
    }

    /// <returns>Whether the source names another address than the dead one.</returns>
    private async Task<Result<bool>> RefreshLinkAsync(Call call, CancellationToken cancellationToken)
    {
        var found = await ringba.FindAddressAsync(call, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        if (found.Value is not { } address || address == call.RecordingAddress)
        {
            return false;
        }

        call.RecordingMoved(address, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    private async Task<Result<LaneOutcome>> SettleAsync(Call call, WorkLease lease, Error error, CancellationToken cancellationToken) =>
        (error is RecordingError known ? FetchPolicies.Of(known.Outcome) : null) switch
        {
            { LooksAgainEvery: { } interval } => await AwaitRecordingAsync(call, lease, interval, cancellationToken),
            { Retries: { } retries } => new LaneOutcome.Retry(error, retries),
            _ => new LaneOutcome.Fail(error),
        };

    private async Task<Result<LaneOutcome>> AwaitRecordingAsync(
        Call call, WorkLease lease, TimeSpan interval, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var ended = call.StartedAt + TimeSpan.FromSeconds(call.DurationSeconds ?? 0);
        if (now - ended < Call.RecordingPatience)
        {
            return new LaneOutcome.Snooze(interval);
        }

        var skipped = call.Skip(SkipReason.NoRecording, now);
        if (!skipped.IsSuccess)
        {
            return skipped.Error;
        }

        db.Complete(lease);
        await db.SaveChangesAsync(cancellationToken);
        return new LaneOutcome.Done();
    }
}
