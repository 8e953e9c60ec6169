using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using MediatR;

namespace CallScript.Application.Integrations.Ringba;

/// <summary>
/// Makes an address for a pixel of Ringba's, in place of an earlier one. The answer is the only one that ever holds it.
/// </summary>
public sealed record IssueRingbaPixel : IRequest<Result<RingbaPixel>>;

/// <param name="Path">Where the pixel points to, on this server. Whoever knows it can have the account read, and nothing else.</param>
/// <param name="IssuedAt">UTC.</param>
public sealed record RingbaPixel(string Path, DateTimeOffset IssuedAt);

internal sealed class IssueRingbaPixelHandler(IAppDbContext db, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<IssueRingbaPixel, Result<RingbaPixel>>
{
    public async Task<Result<RingbaPixel>> Handle(IssueRingbaPixel request, CancellationToken cancellationToken)
    {
        if (await db.FindRingbaConnectionAsync(cancellationToken) is not { } connection)
        {
            return RingbaConnectionErrors.NotConnected;
        }

        var now = clock.GetUtcNow();
        var token = connection.IssuePixel(now);
        audit.Record(AuditAction.RingbaPixelIssued, "ringba_connection", connection.Id.ToString());
        await db.SaveChangesAsync(cancellationToken);
        return new RingbaPixel($"/api/v1/ingest/ringba/{token}", now);
    }
}
