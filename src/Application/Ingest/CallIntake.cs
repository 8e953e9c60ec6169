using CallScript.Application.Common.Persistence;
using CallScript.Application.Privacy;
using CallScript.Domain.Calls;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using CallScript.Domain.Organizations;
using CallScript.Domain.Pipeline;
using CallScript.Domain.Privacy;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Ingest;

/// <summary>
/// Takes calls as a source reports them, whatever the source: each is here once, knows the newest report, and waits for
/// the vault when it is complete. A page commits as a whole.
/// </summary>
public sealed class CallIntake(IAppDbContext db, ICallerNumbers numbers, ICallerHistory history, TimeProvider clock)
{
    public async Task<IntakeCounts> TakeAsync(
        OrganizationId organizationId, CallOrigin origin, IReadOnlyList<SourceCall> page, CancellationToken cancellationToken)
    {
        // A page may name a call twice; the later row is the newer one.
        var rows = page.GroupBy(row => row.SourceCallId).Select(group => group.Last()).ToList();
        await using var transaction = await db.BeginIntakeAsync(cancellationToken);
        await db.FindByIndexAsync(cancellationToken);
        var organization = await db.Organizations.SingleAsync(row => row.Id == organizationId, cancellationToken);
        var keys = await numbers.UnlockAsync(cancellationToken);
        var known = await KnownAsync(origin.Source, rows, cancellationToken);
        var (changed, fresh) = Sort(origin, rows, known, keys);
        var erased = await db.ErasedCallersAsync(
            changed.Concat(fresh).Select(row => keys.HashOf(row.CallerNumber)).OfType<byte[]>(), cancellationToken);
        var campaigns = await CampaignsAsync(organization, origin.Source, [.. changed, .. fresh], cancellationToken);
        var refreshed = await RefreshAsync(origin, changed, campaigns, keys, erased, cancellationToken);
        var removed = await RemovedCallsAsync(origin.Source, fresh, cancellationToken);

        // Campaigns first: the new calls refer to them.
        await db.SaveChangesAsync(cancellationToken);
        var created = await db.InsertManyAsync(
            Create(organization, origin, fresh.Where(row => !removed.Contains(row.SourceCallId)), campaigns, keys, erased), cancellationToken);
        await history.MarkRepeatsAsync([.. created, .. refreshed], cancellationToken);
        await db.InsertManyAsync(
            created.Where(call => call.IsReadyForVault).Select(call => WorkItems.For(Lane.Vault, call, clock)), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new IntakeCounts(
            created.Count, changed.Count, rows.Count - changed.Count - fresh.Count, fresh.Count - created.Count);
    }

    private async Task<Dictionary<string, KnownCall>> KnownAsync(
        CallSource source, List<SourceCall> rows, CancellationToken cancellationToken)
    {
        var ids = rows.Select(row => row.SourceCallId).ToList();
        return await db.Calls.AsNoTracking()
            .Where(call => call.Source == source && ids.Contains(call.SourceCallId))
            .Select(call => new { call.SourceCallId, call.ReportDigest, call.CallerHash, call.ConnectionId, call.CampaignId })
            .ToDictionaryAsync(
                call => call.SourceCallId,
                call => new KnownCall(call.ReportDigest, call.CallerHash, call.ConnectionId, call.CampaignId is not null),
                StringComparer.Ordinal,
                cancellationToken);
    }

    private static (List<SourceCall> Changed, List<SourceCall> Fresh) Sort(
        CallOrigin origin, List<SourceCall> rows, Dictionary<string, KnownCall> known, ICallerNumberKeys keys)
    {
        var (changed, fresh) = (new List<SourceCall>(), new List<SourceCall>());
        foreach (var row in rows)
        {
            if (!known.TryGetValue(row.SourceCallId, out var call))
            {
                fresh.Add(row);
            }
            else if (call.ReportDigest != ToReport(origin, row, caller: null).Digest()
                || call.ConnectionId != origin.ConnectionId
                || (row.CampaignId is not null && !call.HasCampaign)
                || (keys.HashOf(row.CallerNumber) is { } caller && !caller.AsSpan().SequenceEqual(call.CallerHash)))
            {
                changed.Add(row);
            }
        }

        return (changed, fresh);
    }

    /// <returns>Calls of which another caller, campaign or time is known now.</returns>
    private async Task<List<Call>> RefreshAsync(
        CallOrigin origin,
        List<SourceCall> rows,
        Dictionary<string, Campaign> campaigns,
        ICallerNumberKeys keys,
        ErasedCallers erased,
        CancellationToken cancellationToken)
    {
        var moved = new List<Call>();
        if (rows.Count == 0)
        {
            return moved;
        }

        var ids = rows.Select(row => row.SourceCallId).ToList();
        var calls = await db.Calls
            .Where(call => call.Source == origin.Source && ids.Contains(call.SourceCallId))
            .ToDictionaryAsync(call => call.SourceCallId, StringComparer.Ordinal, cancellationToken);
        var now = clock.GetUtcNow();
        foreach (var row in rows)
        {
            var call = calls[row.SourceCallId];
            var (terms, wasLive, place) = (call.Terms, call.IsLive, (call.StartedAt, call.CallerHash, call.CampaignId));
            var report = ToReport(origin, row, keys.Protect(call.Id.Value, row.CallerNumber));
            if (call.Refresh(erased.Cover(report.Parties.Caller, row.StartedAt) ? WithoutPerson(report) : report, now))
            {
                db.Enqueue(Lane.Vault, call, clock);
            }

            // The first report may have come while the account lacked the column.
            if (call.CampaignId is null && CampaignOf(row, campaigns) is { } campaign)
            {
                call.Join(campaign, now);
            }

            if (place != (call.StartedAt, call.CallerHash, call.CampaignId))
            {
                moved.Add(call);
            }

            // While a call goes on, its length and money only grow; that is no change of what was reported.
            if (call.Terms.Contradict(terms) && !wasLive)
            {
                db.CallRevisions.Add(CallRevision.Create(call, clock.NewId<CallRevisionId>(), terms, now));
            }
        }

        return moved;
    }

    /// <returns>New calls, made as they are asked for: sealing their numbers is most of what a page costs this process.</returns>
    private IEnumerable<Call> Create(
        Organization organization,
        CallOrigin origin,
        IEnumerable<SourceCall> rows,
        Dictionary<string, Campaign> campaigns,
        ICallerNumberKeys keys,
        ErasedCallers erased)
    {
        var now = clock.GetUtcNow();
        foreach (var row in rows)
        {
            var id = clock.NewId<CallId>();
            var caller = keys.Protect(id.Value, row.CallerNumber);
            if (erased.CoverWholeCalls(caller, row.StartedAt))
            {
                continue;
            }

            var campaign = CampaignOf(row, campaigns);
            var call = Call.Create(organization.Id, id, origin.Source, ToReport(origin, row, caller), campaign, organization.DefaultVertical, now);
            if (erased.Cover(caller, row.StartedAt))
            {
                call.Erase(now);
            }

            yield return call;
        }
    }

    /// <summary>Which of these calls were here once and were removed as a whole.</summary>
    private async Task<HashSet<string>> RemovedCallsAsync(CallSource source, List<SourceCall> rows, CancellationToken cancellationToken)
    {
        var ids = rows.Select(row => row.SourceCallId).ToList();
        return
        [
            .. await db.Removals.AsNoTracking()
                .Where(row => row.Part == RemovedPart.Call && row.Source == source && ids.Contains(row.SourceCallId))
                .Select(row => row.SourceCallId)
                .ToListAsync(cancellationToken),
        ];
    }

    private async Task<Dictionary<string, Campaign>> CampaignsAsync(
        Organization organization, CallSource source, List<SourceCall> rows, CancellationToken cancellationToken)
    {
        var named = rows
            .Where(row => row.CampaignId is not null)
            .GroupBy(row => row.CampaignId!)
            .ToDictionary(group => group.Key, group => group.Last().CampaignName ?? group.Key);
        var campaigns = await db.Campaigns
            .Where(campaign => campaign.Source == source && named.Keys.Contains(campaign.SourceCampaignId))
            .ToDictionaryAsync(campaign => campaign.SourceCampaignId, cancellationToken);
        foreach (var (sourceId, name) in named)
        {
            if (!campaigns.ContainsKey(sourceId))
            {
                var campaign = Campaign.Create(
                    organization.Id, clock.NewId<CampaignId>(), source, sourceId,
                    Bounded(name, Campaign.NameMaxLength)!, clock.GetUtcNow(), organization.GuessVertical(name));
                db.Campaigns.Add(campaign);
                campaigns.Add(sourceId, campaign);
            }
        }

        return campaigns;
    }

    private static CallCampaign? CampaignOf(SourceCall row, Dictionary<string, Campaign> campaigns) =>
        row.CampaignId is { } id && campaigns.TryGetValue(id, out var found) ? new CallCampaign(found.Id, found.Name, found.Vertical) : null;

    private static CallReport ToReport(CallOrigin origin, SourceCall row, ProtectedCaller? caller) => new(
        row.SourceCallId,
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
        row.Recording)
    {
        ConnectionId = origin.ConnectionId,
        ConnectedSeconds = row.ConnectedDuration?.TotalSeconds,
        DialedNumber = PhoneNumber.Normalize(row.DialedNumber),
    };

    private static CallReport WithoutPerson(CallReport report) =>
        report with { Parties = report.Parties with { Caller = null }, RecordingAddress = null };

    private static string? Bounded(string? text, int length) => text is null || text.Length <= length ? text : text[..length];

    private readonly record struct KnownCall(
        long ReportDigest, byte[]? CallerHash, RingbaConnectionId? ConnectionId, bool HasCampaign);
}
