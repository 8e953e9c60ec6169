using CallScript.Application.Common.Persistence;
using CallScript.Application.Pipeline;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Judging;
using CallScript.Domain.Pipeline;
using CallScript.Domain.Transcription;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Judging;

/// <summary>Holds one transcript against the rules and settles the call.</summary>
public sealed record JudgeCall(WorkLease Lease) : ILaneRequest;

internal sealed class JudgeCallHandler(IAppDbContext db, ICallJudge judge, TimeProvider clock)
    : IRequestHandler<JudgeCall, Result<LaneOutcome>>
{
    public async Task<Result<LaneOutcome>> Handle(JudgeCall request, CancellationToken cancellationToken)
    {
        var callId = new CallId(request.Lease.SubjectId);
        var call = await db.Calls.SingleOrDefaultAsync(row => row.Id == callId, cancellationToken);
        var recording = await db.Recordings.SingleOrDefaultAsync(row => row.CallId == callId, cancellationToken);
        var transcript = await db.Transcripts.SingleOrDefaultAsync(row => row.CallId == callId, cancellationToken);
        if (call is null || !call.BeginJudging(clock.GetUtcNow()).IsSuccess)
        {
            return new LaneOutcome.Cancel("The call does not wait for its verdict.");
        }

        if (transcript is null)
        {
            return await SkipAsRemovedAsync(call, request.Lease, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);

        // The recording may be kept for a shorter time than the words.
        var seconds = recording?.DurationSeconds ?? call.DurationSeconds ?? transcript.Segments.Select(segment => segment.End).LastOrDefault();
        var judgement = await judge.JudgeAsync(new JudgedConversation(call.Vertical, seconds, transcript.Segments), cancellationToken);
        if (!judgement.IsSuccess)
        {
            return LaneOutcome.FromError(judgement.Error);
        }

        var settled = Settle(call, transcript, judgement.Value);
        if (!settled.IsSuccess)
        {
            return settled.Error;
        }

        db.Complete(request.Lease);
        await db.SaveChangesAsync(cancellationToken);
        return new LaneOutcome.Done();
    }

    private async Task<Result<LaneOutcome>> SkipAsRemovedAsync(Call call, WorkLease lease, CancellationToken cancellationToken)
    {
        var skipped = call.Skip(SkipReason.ContentRemoved, clock.GetUtcNow());
        if (!skipped.IsSuccess)
        {
            return skipped.Error;
        }

        db.Complete(lease);
        await db.SaveChangesAsync(cancellationToken);
        return new LaneOutcome.Done();
    }

    private Result Settle(Call call, Transcript transcript, Judgement judgement)
    {
        // Nobody spoke: the rules on silence still hold, but nothing found in nothing said is no clean call.
        if (transcript.Outcome == TranscriptOutcome.NoSpeech && !judgement.IsFlagged)
        {
            return call.Skip(SkipReason.NoSpeech, clock.GetUtcNow());
        }

        db.Verdicts.Add(Verdict.Create(call.OrganizationId, call.Id, judgement, clock));
        return call.Judged(judgement, clock.GetUtcNow());
    }
}
