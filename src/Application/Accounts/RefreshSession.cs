using CallScript.Application.Common.Persistence;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Accounts;

/// <summary>Renews a session. The token given is spent; the answer holds its successor.</summary>
public sealed record RefreshSession(string? RefreshToken) : IRequest<Result<Session>>;

internal sealed class RefreshSessionHandler(
    IAccounts accounts, Sessions sessions, AccountEvents events, IAppDbContext db, TimeProvider clock)
    : IRequestHandler<RefreshSession, Result<Session>>
{
    public async Task<Result<Session>> Handle(RefreshSession request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.RefreshToken))
        {
            return AccountErrors.SessionEnded;
        }

        var hash = Secrets.Hash(request.RefreshToken);
        var stored = await db.RefreshTokens.SingleOrDefaultAsync(token => token.TokenHash == hash, cancellationToken);
        var session = stored is null
            ? null
            : await db.UserSessions.SingleOrDefaultAsync(row => row.Id == stored.SessionId, cancellationToken);
        var now = clock.GetUtcNow();
        if (stored is null || session?.IsLive(now) != true)
        {
            return AccountErrors.SessionEnded;
        }

        if (stored.IsReplay(now))
        {
            session.Revoke(now);
            await db.SaveChangesAsync(cancellationToken);
            await events.RecordAsync(
                session.UserId,
                AuditAction.SessionRevoked,
                cancellationToken,
                byThemselves: false,
                detail: new { session = session.Id.Value, reason = "refresh_token_reused" },
                only: session.VouchedBy);
            return AccountErrors.SessionEnded;
        }

        if (!stored.IsUsable(now) || await accounts.FindAsync(stored.UserId, cancellationToken) is null)
        {
            return AccountErrors.SessionEnded;
        }

        stored.Use(now);
        var renewed = sessions.Renew(session);
        await db.SaveChangesAsync(cancellationToken);
        return renewed;
    }
}
