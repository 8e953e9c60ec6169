using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.Accounts;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Accounts;

/// <summary>A started or renewed session.</summary>
/// <param name="AccessToken">For the Authorization header; lives minutes.</param>
/// <param name="RefreshToken">For one renewal; given to browsers only as an httpOnly cookie.</param>
/// <param name="RefreshExpiresAt">UTC.</param>
public sealed record Session(AccessToken AccessToken, string RefreshToken, DateTimeOffset RefreshExpiresAt);

/// <summary>Starts, renews and ends sessions as part of the unit of work.</summary>
internal sealed class Sessions(IAppDbContext db, IAccessTokens accessTokens, IRequestOrigin requestOrigin, TimeProvider clock)
{
    /// <param name="userId">Who has proved who they are.</param>
    /// <param name="vouchedBy">The organization whose identity provider says so; null for a password.</param>
    public Session Start(UserId userId, OrganizationId? vouchedBy = null)
    {
        var origin = requestOrigin.Origin;
        var session = UserSession.Start(
            clock.NewId<UserSessionId>(), userId, vouchedBy, origin.UserAgent, origin.IpAddress, clock.GetUtcNow());
        db.UserSessions.Add(session);
        return Issue(session);
    }

    public Session Renew(UserSession session)
    {
        session.Renew(requestOrigin.Origin.IpAddress, clock.GetUtcNow());
        return Issue(session);
    }

    /// <summary>Ends every session of a person, except one if it is named.</summary>
    public async Task RevokeAsync(UserId userId, UserSessionId? except, CancellationToken cancellationToken)
    {
        var sessions = await db.UserSessions
            .Where(session => session.UserId == userId && session.RevokedAt == null)
            .ToListAsync(cancellationToken);
        foreach (var session in sessions.Where(session => session.Id != except))
        {
            session.Revoke(clock.GetUtcNow());
        }
    }

    /// <summary>Ends every session that an organization's identity provider has vouched for.</summary>
    public async Task RevokeVouchedAsync(OrganizationId vouchedBy, CancellationToken cancellationToken)
    {
        var sessions = await db.UserSessions
            .Where(session => session.VouchedBy == vouchedBy && session.RevokedAt == null)
            .ToListAsync(cancellationToken);
        sessions.ForEach(session => session.Revoke(clock.GetUtcNow()));
    }

    private Session Issue(UserSession session)
    {
        var token = Secrets.NewToken();
        var stored = RefreshToken.Issue(clock.NewId<RefreshTokenId>(), session, Secrets.Hash(token), clock.GetUtcNow());
        db.RefreshTokens.Add(stored);
        return new Session(accessTokens.Issue(session), token, stored.ExpiresAt);
    }
}

/// <summary>Random texts that are handed out, and what is kept of them.</summary>
internal static class Secrets
{
    private const int TokenBytes = 32;

    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
