using CallScript.Application.Common;
using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Pipeline;
using CallScript.Application.Privacy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Calls;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using CallScript.Domain.Organizations;
using CallScript.Domain.Pipeline;
using CallScript.Domain.Privacy;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Integrations.Ringba;

/// <summary>
/// Reads what is new in one account's call log. Each page commits on its own, so that a failure on a later page
/// keeps the earlier ones; the cursor moves, and the item is rescheduled, only when the whole window was read.
/// </summary>
public sealed record IngestCalls(WorkLease Lease, TimeSpan Interval) : ILaneRequest;

internal sealed class IngestCallsHandler(
    IAppDbContext db, IRingbaClient ringba, ISecretProtector secrets, ICallerNumbers numbers, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<IngestCalls, Result<LaneOutcome>>
{
    public async Task<Result<LaneOutcome>> Handle(IngestCalls request, CancellationToken cancellationToken)
    {
        var connectionId = new RingbaConnectionId(request.Lease.SubjectId);
        var connection = await db.RingbaConnections.SingleOrDefaultAsync(row => row.Id == connectionId, cancellationToken);
        if (connection is null)
        {
            return new LaneOutcome.Cancel("The connection was removed.");
        }

        var now = clock.GetUtcNow();
        if (connection.IsPausedAt(now))
        {
            // Ringba is not asked. The item comes back soon all the same, so that a new token is used at once.
            return await RescheduleAsync(request, cancellationToken);
        }

        var from = await NextReadFromAsync(connection, now, cancellationToken);
        var token = await secrets.UnprotectAsync(
            new SecretName(connection.OrganizationId, SecretKind.RingbaToken, connection.Id.Value), connection.ProtectedToken, cancellationToken);
        var account = new RingbaAccount(connection.BaseAddress, connection.AccountId, token);

        await foreach (var page in ringba.ReadCallsAsync(account, from, now, cancellationToken))
        {
            if (!page.IsSuccess)
            {
                return await FailAsync(request, connection, page.Error, cancellationToken);
            }

            await TakePageAsync(connection, page.Value, cancellationToken);
        }

        if (connection.InvalidSince is not null)
        {
            audit.Record(AuditAction.RingbaCredentialValid, "ringba_connection", connection.Id.ToString());
        }

        connection.ReadThrough(now, clock.GetUtcNow());
        return await RescheduleAsync(request, cancellationToken);
    }

    private async Task<Result<LaneOutcome>> FailAsync(
        IngestCalls request, RingbaConnection connection, Error error, CancellationToken cancellationToken)
    {
        var wasInvalid = connection.InvalidSince is not null;
        connection.ReadFailed(error, clock.GetUtcNow());
        if (connection.InvalidSince is null)
        {
            await db.SaveChangesAsync(cancellationToken);
            return new LaneOutcome.Retry(error);
        }

        if (!wasInvalid)
        {
            audit.Record(AuditAction.RingbaCredentialInvalid, "ringba_connection", connection.Id.ToString(), after: new { error.Code });
        }

        return await RescheduleAsync(request, cancellationToken);
    }

    private async Task<Result<LaneOutcome>> RescheduleAsync(IngestCalls request, CancellationToken cancellationToken)
    {
        var item = await db.HeldItemAsync(request.Lease, cancellationToken);
        item.Reschedule(clock.GetUtcNow() + request.Interval);
        await db.SaveChangesAsync(cancellationToken);
        return new LaneOutcome.Done();
    }

    private async Task<DateTimeOffset> NextReadFromAsync(
        RingbaConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var horizon = now - RingbaConnection.LongestLiveCall;
        var oldestLiveCall = await db.Calls
            .Where(call => call.Source == CallSource.Ringba && call.IsLive && call.StartedAt >= horizon)
            .MinAsync(call => (DateTimeOffset?)call.StartedAt, cancellationToken);
        return connection.NextReadFrom(oldestLiveCall);
    }

    private async Task TakePageAsync(
        RingbaConnection connection, IReadOnlyList<RingbaCall> page, CancellationToken cancellationToken)
    {
        // A page may name a call twice; the later row is the newer one.
        var rows = page.GroupBy(row => row.InboundCallId).Select(group => group.Last()).ToList();
        var organization = await db.Organizations.SingleAsync(row => row.Id == connection.OrganizationId, cancellationToken);
        var campaigns = await CampaignsAsync(organization, rows, cancellationToken);
        var ids = rows.Select(row => row.InboundCallId).ToList();
        var known = await db.Calls
            .Where(call => call.Source == CallSource.Ringba && ids.Contains(call.SourceCallId))
            .ToDictionaryAsync(call => call.SourceCallId, cancellationToken);
        var keys = await numbers.UnlockAsync(cancellationToken);
        var erased = await db.ErasedCallersAsync(rows.Select(row => keys.HashOf(row.CallerNumber)).OfType<byte[]>(), cancellationToken);
        var removed = await RemovedCallsAsync(ids, cancellationToken);
        var now = clock.GetUtcNow();
        foreach (var row in rows)
        {
            if (known.TryGetValue(row.InboundCallId, out var call))
            {
                var report = ToReport(row, keys.Protect(call.Id.Value, row.CallerNumber));
                if (call.Refresh(erased.Cover(report.Parties.Caller, row.StartedAt) ? WithoutPerson(report) : report, now))
                {
                    db.Enqueue(Lane.Vault, call, clock);
                }

                continue;
            }

            var campaign = row.CampaignId is { } id && campaigns.TryGetValue(id, out var found)
                ? new CallCampaign(found.Id, found.Name, found.Vertical)
                : null;
            var callId = clock.NewId<CallId>();
            var caller = keys.Protect(callId.Value, row.CallerNumber);
            if (removed.Contains(row.InboundCallId) || erased.CoverWholeCalls(caller, row.StartedAt))
            {
                continue;
            }

            var created = Call.Create(
                connection.OrganizationId, callId, CallSource.Ringba, ToReport(row, caller), campaign, organization.DefaultVertical, now);
            if (erased.Cover(caller, row.StartedAt))
            {
                created.Erase(now);
            }

            db.Calls.Add(created);
            if (created.IsReadyForVault)
            {
                db.Enqueue(Lane.Vault, created, clock);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Which of these calls were here once and were removed as a whole.</summary>
    private async Task<HashSet<string>> RemovedCallsAsync(List<string> sourceCallIds, CancellationToken cancellationToken) =>
        [
            .. await db.Removals.AsNoTracking()
                .Where(row => row.Part == RemovedPart.Call && row.Source == CallSource.Ringba && sourceCallIds.Contains(row.SourceCallId))
                .Select(row => row.SourceCallId)
                .ToListAsync(cancellationToken),
        ];

    private async Task<Dictionary<string, Campaign>> CampaignsAsync(
        Organization organization, List<RingbaCall> rows, CancellationToken cancellationToken)
    {
        var named = rows
            .Where(row => row.CampaignId is not null)
            .GroupBy(row => row.CampaignId!)
            .ToDictionary(group => group.Key, group => group.Last().CampaignName ?? group.Key);
        var campaigns = await db.Campaigns
            .Where(campaign => campaign.Source == CallSource.Ringba && named.Keys.Contains(campaign.SourceCampaignId))
            .ToDictionaryAsync(campaign => campaign.SourceCampaignId, cancellationToken);
        foreach (var (sourceId, name) in named)
        {
            if (!campaigns.ContainsKey(sourceId))
            {
                var campaign = Campaign.Create(
                    organization.Id, clock.NewId<CampaignId>(), CallSource.Ringba, sourceId,
                    Bounded(name, Campaign.NameMaxLength)!, clock.GetUtcNow(), organization.GuessVertical(name));
                db.Campaigns.Add(campaign);
                campaigns.Add(sourceId, campaign);
            }
        }

        return campaigns;
    }

    private static CallReport ToReport(RingbaCall row, ProtectedCaller? caller) => new(
        row.InboundCallId,
        row.StartedAt,
        row.Duration?.TotalSeconds,
        row.IsLive,
        new CallParties(
            caller,
            Bounded(row.PublisherName, CallParties.NameMaxLength),
            Bounded(row.BuyerName, CallParties.NameMaxLength),
            Bounded(row.TargetName, CallParties.NameMaxLength)),
        row.Revenue,
        row.Payout,
        row.Recording);

    private static CallReport WithoutPerson(CallReport report) =>
        report with { Parties = report.Parties with { Caller = null }, RecordingAddress = null };

    private static string? Bounded(string? text, int length) => text is null || text.Length <= length ? text : text[..length];
}
