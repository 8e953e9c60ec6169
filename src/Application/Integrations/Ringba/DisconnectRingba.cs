using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using MediatR;

namespace CallScript.Application.Integrations.Ringba;

/// <summary>
/// Forgets the account and its token. Calls that were read stay; the reading ends when its work item comes up next and
/// finds no connection.
/// </summary>
public sealed record DisconnectRingba : IRequest<Result>;

internal sealed class DisconnectRingbaHandler(IAppDbContext db, IAuditTrail audit) : IRequestHandler<DisconnectRingba, Result>
{
    public async Task<Result> Handle(DisconnectRingba request, CancellationToken cancellationToken)
    {
        if (await db.FindRingbaConnectionAsync(cancellationToken) is not { } connection)
        {
            return RingbaConnectionErrors.NotConnected;
        }

        db.RingbaConnections.Remove(connection);
        audit.Record(
            AuditAction.RingbaDisconnected, "ringba_connection", connection.Id.ToString(),
            before: new { connection.BaseAddress, connection.AccountId });
        await db.SaveChangesAsync(cancellationToken);
        return Result.Success;
    }
}
