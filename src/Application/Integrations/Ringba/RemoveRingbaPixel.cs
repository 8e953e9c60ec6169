using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using MediatR;

namespace CallScript.Application.Integrations.Ringba;

/// <summary>Ends the pixel's address; the account is read at its interval as before.</summary>
public sealed record RemoveRingbaPixel : IRequest<Result>;

internal sealed class RemoveRingbaPixelHandler(IAppDbContext db, IAuditTrail audit) : IRequestHandler<RemoveRingbaPixel, Result>
{
    public async Task<Result> Handle(RemoveRingbaPixel request, CancellationToken cancellationToken)
    {
        if (await db.FindRingbaConnectionAsync(cancellationToken) is not { PixelTokenHash: not null } connection)
        {
            return RingbaConnectionErrors.NoPixel;
        }

        connection.RemovePixel();
        audit.Record(AuditAction.RingbaPixelRemoved, "ringba_connection", connection.Id.ToString());
        await db.SaveChangesAsync(cancellationToken);
        return Result.Success;
    }
}
