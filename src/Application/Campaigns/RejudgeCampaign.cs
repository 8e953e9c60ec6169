using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Pipeline;
using CallScript.Domain.Auditing;
using CallScript.Domain.Calls;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;
using CallScript.Domain.Pipeline;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Campaigns;

/// <summary>
/// Has the next batch of a campaign's calls judged again. The calls, their work items and the position commit together, so
/// that each call is queued once whoever dies; recordings and transcripts are left as they are.
/// </summary>
public sealed record RejudgeCampaign(WorkLease Lease) : ILaneRequest;

internal sealed class RejudgeCampaignHandler(IAppDbContext db, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<RejudgeCampaign, Result<LaneOutcome>>
{
    /// <summary>Small enough that taking in a page of calls, which waits for the batch, is not held up.</summary>
    private const int Batch = 500;

    private static readonly TimeSpan UntilNextLook = TimeSpan.FromSeconds(30);

    public async Task<Result<LaneOutcome>> Handle(RejudgeCampaign request, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginIntakeAsync(cancellationToken);
        var id = new CampaignId(request.Lease.SubjectId);
        var campaign = await db.Campaigns.SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (campaign?.Rejudgement is not { IsOver: false } asked)
        {
            return new LaneOutcome.Cancel("Nobody asks for the campaign's calls to be judged again.");
        }

        var calls = db.Calls.WithOtherVertical(campaign.Id, campaign.Vertical, asked.From, asked.To);
        var batch = await calls.OpenOrNotJudgedYet(db)
            .Where(call => call.StartedAt <= asked.ReachedAt)
            .OrderByDescending(call => call.StartedAt)
            .ThenByDescending(call => call.Id)
            .Take(Batch)
            .Select(call => new { call.Id, call.StartedAt })
            .ToListAsync(cancellationToken);
        if (batch.Count > 0)
        {
            var ids = batch.ConvertAll(call => call.Id);
            asked.Advance(
                batch[^1].StartedAt,
                await RequeueAsync(ids, campaign.Vertical, cancellationToken),
                await RedirectAsync(ids, campaign.Vertical, cancellationToken));
            await RescheduleAsync(request.Lease, TimeSpan.Zero, cancellationToken);
        }
        else if (await calls.Underway().AnyAsync(cancellationToken))
        {
            asked.StartOver();
            await RescheduleAsync(request.Lease, UntilNextLook, cancellationToken);
        }
        else
        {
            Finish(campaign, asked, request.Lease);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new LaneOutcome.Done();
    }

    private async Task<int> RequeueAsync(List<CallId> ids, Vertical vertical, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var judged = await db.Calls.Where(call => ids.Contains(call.Id)).JudgedAndOpen(db).ToListAsync(cancellationToken);
        var again = judged.Where(call => call.JudgeAgain(vertical, now).IsSuccess).ToList();
        await db.InsertManyAsync(again.Select(call => WorkItems.For(Lane.Judge, call, clock)), cancellationToken);
        return again.Count;
    }

    /// <summary>In one statement: whoever begins to work on such a call in this moment does not make the batch fail.</summary>
    private Task<int> RedirectAsync(List<CallId> ids, Vertical vertical, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return db.Calls.Where(call => ids.Contains(call.Id)).NotJudgedYet().ExecuteUpdateAsync(
            set => set.SetProperty(call => call.Vertical, vertical).SetProperty(call => call.UpdatedAt, now), cancellationToken);
    }

    private async Task RescheduleAsync(WorkLease lease, TimeSpan delay, CancellationToken cancellationToken) =>
        (await db.HeldItemAsync(lease, cancellationToken)).Reschedule(clock.GetUtcNow() + delay);

    private void Finish(Campaign campaign, Rejudgement asked, WorkLease lease)
    {
        asked.Finish(clock.GetUtcNow());
        audit.Record(
            AuditAction.CampaignRejudged, "campaign", campaign.Id.ToString(),
            after: new { campaign.Vertical, asked.From, asked.To, asked.Requeued, asked.Redirected });
        db.Complete(lease);
    }
}
