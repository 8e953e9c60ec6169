using CallScript.Application.Common.Persistence;
using CallScript.Domain.Common;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Accounts;

/// <summary>Renews a session. The token given is spent; the answer holds its successor.</summary>
public sealed record RefreshSession(string? RefreshToken) : IRequest<Result<Session>>;

internal sealed class RefreshSessionHandler(IAccounts accounts, IAccessTokens accessTokens, IAppDbContext db, TimeProvider clock)
    : IRequestHandler<RefreshSession, Result<Session>>
{
    public async Task<Result<Session>> Handle(RefreshSession request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.RefreshToken))
        {
            return AccountErrors.SessionEnded;
        }

        var hash = Sessions.Hash(request.RefreshToken);
        var stored = await db.RefreshTokens.SingleOrDefaultAsync(token => token.TokenHash == hash, cancellationToken);
        if (stored is null)
        {
            return AccountErrors.SessionEnded;
        }

        var now = clock.GetUtcNow();
        if (stored.IsReplay(now))
        {
            var family = await db.RefreshTokens.Where(token => token.FamilyId == stored.FamilyId).ToListAsync(cancellationToken);
            family.ForEach(token => token.Revoke(now));
            await db.SaveChangesAsync(cancellationToken);
            return AccountErrors.SessionEnded;
        }

        if (!stored.IsUsable(now) || await accounts.FindAsync(stored.UserId, cancellationToken) is not { } account)
        {
            return AccountErrors.SessionEnded;
        }

        stored.Use(now);
        var session = Sessions.Start(db, accessTokens, account, stored.FamilyId, clock);
        await db.SaveChangesAsync(cancellationToken);
        return session;
    }
}
