using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Accounts;
using CallScript.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Accounts;

/// <summary>Who may change an account: its person, signed in by password, and for what guards it, proved lately.</summary>
internal sealed class AccountGate(IAppDbContext db, ICurrentUser currentUser, TimeProvider clock)
{
    /// <returns>The session, or <c>session_ended</c>, <c>session_limited</c> or <c>proof_required</c>.</returns>
    public async Task<Result<UserSession>> EnterAsync(Guid sessionId, bool proved, CancellationToken cancellationToken)
    {
        var (id, userId, now) = (new UserSessionId(sessionId), currentUser.UserId, clock.GetUtcNow());
        var session = await db.UserSessions.SingleOrDefaultAsync(row => row.Id == id && row.UserId == userId, cancellationToken);
        return session switch
        {
            null => AccountErrors.SessionEnded,
            _ when !session.IsLive(now) => AccountErrors.SessionEnded,
            { VouchedBy: not null } => AccountErrors.SessionLimited,
            _ when proved && !session.IsProved(now) => AccountErrors.ProofRequired,
            _ => session,
        };
    }
}
