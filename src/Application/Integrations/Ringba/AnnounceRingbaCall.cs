using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using CallScript.Domain.Pipeline;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Integrations.Ringba;

/// <summary>
/// A pixel says that something happened to a call: the account is read sooner. Nothing that the pixel says of the call is
/// believed or kept; what is true comes from reading. However many come, one read follows, under the account's budget.
/// </summary>
/// <param name="Token">The last part of the pixel's address.</param>
public sealed record AnnounceRingbaCall(string Token) : IRequest<Result>;

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

        // One that failed waits as long as it would have: a pixel is no reason to ask a server that is down.
        var due = connection.LastReadAt + RingbaConnection.PixelPause is { } earliest && earliest > now ? earliest : now;
        await db.WorkItems
            .Where(item => item.Lane == Lane.Ingest && item.SubjectId == connection.Id.Value
                && item.State == WorkState.Available && item.Attempts == 0 && item.AvailableAt > due)
            .ExecuteUpdateAsync(set => set.SetProperty(item => item.AvailableAt, due), cancellationToken);
        return Result.Success;
    }
}
