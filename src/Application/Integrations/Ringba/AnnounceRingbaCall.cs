using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using CallScript.Domain.Organizations;
using CallScript.Domain.Pipeline;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Integrations.Ringba;

/// <summary>
/// A pixel says that something happened to a call. One that names the call has it looked up; otherwise the account is read
/// sooner. Nothing else that the pixel says is believed or kept; what is true comes from Ringba. However many come, one
/// look-up or one read follows, under the account's budgets.
/// </summary>
/// <param name="Token">The last part of the pixel's address.</param>
/// <param name="CallId">Ringba's id of the call; what cannot be one counts as none.</param>
public sealed record AnnounceRingbaCall(string Token, string? CallId = null) : IRequest<Result>;

internal sealed class AnnounceRingbaCallHandler(
    IAppDbContext db, ITenantContext tenant, ICurrentUser currentUser, TimeProvider clock)
    : IRequestHandler<AnnounceRingbaCall, Result>
{
    private const int LongestToken = 100;

    public async Task<Result> Handle(AnnounceRingbaCall request, CancellationToken cancellationToken)
    {
        if (request.Token.Length > LongestToken)
        {
            return RingbaConnectionErrors.NoPixel;
        }

        // Across organizations: knowing the address is the right to see its one row, and row-level security knows of no other.
        var hash = RingbaConnection.PixelHashOf(request.Token);
        currentUser.Present(hash);
        var connection = await db.RingbaConnections.IgnoreQueryFilters().AsNoTracking()
            .Where(row => row.PixelTokenHash == hash)
            .Select(row => new { row.OrganizationId, row.Id, row.LastReadAt })
            .SingleOrDefaultAsync(cancellationToken);
        if (connection is null)
        {
            return RingbaConnectionErrors.NoPixel;
        }

        tenant.Enter(connection.OrganizationId);
        var now = clock.GetUtcNow();
        var stale = now - RingbaConnection.PixelPrecision;
        await db.RingbaConnections
            .Where(row => row.Id == connection.Id && (row.LastPixelAt == null || row.LastPixelAt <= stale))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastPixelAt, now), cancellationToken);

        var soonest = await KeepAsync(request.CallId, connection.OrganizationId, connection.Id, now, cancellationToken)
            ? now + RingbaConnection.PixelPrecision
            : connection.LastReadAt + RingbaConnection.PixelPause;

        // One that failed waits as long as it would have: a pixel is no reason to ask a server that is down.
        var due = soonest > now ? soonest.Value : now;
        await db.WorkItems
            .Where(item => item.Lane == Lane.Ingest && item.SubjectId == connection.Id.Value
                && item.State == WorkState.Available && item.Attempts == 0 && item.AvailableAt > due)
            .ExecuteUpdateAsync(set => set.SetProperty(item => item.AvailableAt, due), cancellationToken);
        return Result.Success;
    }

    /// <summary>Keeps the call's id for the lane, which asks for all that come within a moment at once.</summary>
    /// <returns>Whether the call will be looked up.</returns>
    private async Task<bool> KeepAsync(
        string? callId, OrganizationId organizationId, RingbaConnectionId connectionId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!RingbaAnnouncement.IsCallId(callId))
        {
            return false;
        }

        var waiting = db.RingbaAnnouncements.Where(row => row.ConnectionId == connectionId);
        if (await waiting.AnyAsync(row => row.SourceCallId == callId, cancellationToken))
        {
            return true;
        }

        if (await waiting.CountAsync(cancellationToken) >= RingbaAnnouncement.MostWaiting)
        {
            return false;
        }

        db.RingbaAnnouncements.Add(
            RingbaAnnouncement.Create(organizationId, clock.NewId<RingbaAnnouncementId>(), connectionId, callId!, now));
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }
}
