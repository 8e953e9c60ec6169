using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Accounts;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Accounts;

/// <summary>Ends one of the person's sessions; its tokens stop working with the next request.</summary>
public sealed record RevokeSession(Guid SessionId, Guid RevokedSessionId) : IRequest<Result>;

internal sealed class RevokeSessionHandler(
    AccountGate gate, AccountEvents events, ICurrentUser currentUser, IAppDbContext db, TimeProvider clock) : IRequestHandler<RevokeSession, Result>
{
    public async Task<Result> Handle(RevokeSession request, CancellationToken cancellationToken)
    {
        var entered = await gate.EnterAsync(request.SessionId, proved: false, cancellationToken);
        if (!entered.IsSuccess)
        {
            return entered.Error;
        }

        var (id, userId) = (new UserSessionId(request.RevokedSessionId), currentUser.UserId);
        var session = await db.UserSessions.SingleOrDefaultAsync(row => row.Id == id && row.UserId == userId, cancellationToken);
        if (session?.IsLive(clock.GetUtcNow()) != true)
        {
            return AccountErrors.SessionNotFound;
        }

        session.Revoke(clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await events.RecordAsync(userId, AuditAction.SessionRevoked, cancellationToken, detail: new { session = id.Value });
        return Result.Success;
    }
}
