using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.Accounts;
using CallScript.Domain.Common;

namespace CallScript.Application.Accounts;

/// <summary>A started or renewed session.</summary>
/// <param name="AccessToken">For the Authorization header; lives minutes.</param>
/// <param name="RefreshToken">For one renewal; given to browsers only as an httpOnly cookie.</param>
/// <param name="RefreshExpiresAt">UTC.</param>
public sealed record Session(AccessToken AccessToken, string RefreshToken, DateTimeOffset RefreshExpiresAt);

internal static class Sessions
{
    private const int TokenBytes = 32;

    public static Session Start(
        IAppDbContext db, IAccessTokens accessTokens, Account account, RefreshTokenId? family, TimeProvider clock)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var stored = RefreshToken.Issue(clock.NewId<RefreshTokenId>(), account.Id, family, Hash(token), clock.GetUtcNow());
        db.RefreshTokens.Add(stored);
        return new Session(accessTokens.Issue(account), token, stored.ExpiresAt);
    }

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
