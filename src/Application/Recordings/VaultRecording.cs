using CallScript.Application.Common.Persistence;
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
    IAppDbContext db, IRecordingDownloader downloader, IRecordingVault vault, IAudioProbe probe, TimeProvider clock)
    : IRequestHandler<VaultRecording, Result<LaneOutcome>>
{
    private static readonly TimeSpan RecordingPoll = TimeSpan.FromMinutes(2);

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
            if (call.RecordingAddress is null)
            {
                return await AwaitRecordingAsync(call, request.Lease, cancellationToken);
            }

            var fetched = await FetchAsync(call, call.RecordingAddress, cancellationToken);
            if (!fetched.IsSuccess)
            {
                return LaneOutcome.FromError(fetched.Error);
            }

            // Committed before it is measured: whatever decoding makes of the file, we hold it, and a worker that
            // dies here does not fetch it again from a link that may be dead by then.
            recording = fetched.Value;
            db.Recordings.Add(recording);
            call.RecordingFetched(clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
        }

        var profile = await vault.WithLocalFileAsync(
            call.OrganizationId, recording.StorageKey, probe.ProbeAsync, cancellationToken);
        if (!profile.IsSuccess)
        {
            return LaneOutcome.FromError(profile.Error);
        }

        recording.Measure(profile.Value);
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

    private async Task<Result<Recording>> FetchAsync(Call call, Uri address, CancellationToken cancellationToken)
    {
        var opened = await downloader.OpenAsync(address, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        await using var content = opened.Value;
        var stored = await vault.StoreAsync(call.OrganizationId, call.Id, content, cancellationToken);
        return stored.IsSuccess
            ? Recording.Create(call.OrganizationId, call.Id, stored.Value, clock.GetUtcNow())
            : stored.Error;
    }

    private async Task<Result<LaneOutcome>> AwaitRecordingAsync(Call call, WorkLease lease, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var ended = call.StartedAt + TimeSpan.FromSeconds(call.DurationSeconds ?? 0);
        if (now - ended < Call.RecordingPatience)
        {
            return new LaneOutcome.Snooze(RecordingPoll);
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
