using CallScript.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Infrastructure.Identity;

/// <summary>Deletes what accounts leave behind: sessions that are over, links nobody can use, counts nobody remembers.</summary>
public sealed class AccountJanitor(AppDbContext db, TimeProvider clock)
{
    /// <summary>Longer than anything here is still asked about, so that a late reuse of a token is noticed.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        var until = clock.GetUtcNow() - KeptFor;
        await db.UserSessions
            .Where(session => session.ExpiresAt < until || session.RevokedAt < until)
            .ExecuteDeleteAsync(cancellationToken);
        await db.RefreshTokens.Where(token => token.ExpiresAt < until).ExecuteDeleteAsync(cancellationToken);
        await db.AccountTokens.Where(token => token.ExpiresAt < until).ExecuteDeleteAsync(cancellationToken);
        await db.Set<SignInThrottleRecord>().Where(throttle => throttle.LastAttemptAt < until).ExecuteDeleteAsync(cancellationToken);
    }
}
