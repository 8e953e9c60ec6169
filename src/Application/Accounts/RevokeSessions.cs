using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using MediatR;

namespace CallScript.Application.Accounts;

/// <summary>Ends all of the person's sessions, or all but the one that asks.</summary>
public sealed record RevokeSessions(Guid SessionId, bool IncludeCurrent) : IRequest<Result>;

internal sealed class RevokeSessionsHandler(
    AccountGate gate, Sessions sessions, AccountEvents events, ICurrentUser currentUser, IAppDbContext db) : IRequestHandler<RevokeSessions, Result>
{
    public async Task<Result> Handle(RevokeSessions request, CancellationToken cancellationToken)
    {
        var entered = await gate.EnterAsync(request.SessionId, proved: false, cancellationToken);
        if (!entered.IsSuccess)
        {
            return entered.Error;
        }

        await sessions.RevokeAsync(currentUser.UserId, request.IncludeCurrent ? null : entered.Value.Id, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await events.RecordAsync(
            currentUser.UserId, AuditAction.SessionRevoked, cancellationToken, detail: new { all = true, request.IncludeCurrent });
        return Result.Success;
    }
}
