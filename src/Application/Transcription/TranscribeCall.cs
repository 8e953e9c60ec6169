using CallScript.Application.Common.Persistence;
using CallScript.Application.Pipeline;
using CallScript.Application.Recordings;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Pipeline;
using CallScript.Domain.Transcription;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Transcription;

/// <summary>Turns one vaulted recording into a transcript and hands the call to the judge.</summary>
public sealed record TranscribeCall(WorkLease Lease) : ILaneRequest;

internal sealed class TranscribeCallHandler(
    IAppDbContext db, IRecordingVault vault, ISpeechRecognizer recognizer, TimeProvider clock)
    : IRequestHandler<TranscribeCall, Result<LaneOutcome>>
{
    public async Task<Result<LaneOutcome>> Handle(TranscribeCall request, CancellationToken cancellationToken)
    {
        var callId = new CallId(request.Lease.SubjectId);
        var call = await db.Calls.SingleOrDefaultAsync(row => row.Id == callId, cancellationToken);
        var recording = await db.Recordings.SingleOrDefaultAsync(row => row.CallId == callId, cancellationToken);
        if (call is null || recording is null || !call.BeginTranscription(clock.GetUtcNow()).IsSuccess)
        {
            return new LaneOutcome.Cancel("The call does not wait for its transcript.");
        }

        await db.SaveChangesAsync(cancellationToken);
        var speech = await vault.WithLocalFileAsync(
            call.OrganizationId, recording.StorageKey, recognizer.RecognizeAsync, cancellationToken);
        if (!speech.IsSuccess)
        {
            return LaneOutcome.FromError(speech.Error);
        }

        var now = clock.GetUtcNow();
        var transcript = await db.Transcripts.SingleOrDefaultAsync(row => row.CallId == callId, cancellationToken);
        if (transcript is null)
        {
            db.Transcripts.Add(Transcript.Create(call.OrganizationId, callId, speech.Value, now));
        }
        else
        {
            transcript.Replace(speech.Value, now);
        }

        var transcribed = call.Transcribed(now);
        if (!transcribed.IsSuccess)
        {
            return transcribed.Error;
        }

        db.Enqueue(Lane.Judge, call, clock);
        db.Complete(request.Lease);
        await db.SaveChangesAsync(cancellationToken);
        return new LaneOutcome.Done();
    }
}
