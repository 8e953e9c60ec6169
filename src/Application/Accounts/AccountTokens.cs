using CallScript.Application.Common.Persistence;
using CallScript.Domain.Accounts;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Accounts;

/// <summary>Hands out and takes back the secrets that stand in letters, as part of the unit of work.</summary>
internal sealed class AccountTokens(IAppDbContext db, TimeProvider clock)
{
    /// <summary>Nobody needs more letters than this, and nobody's mailbox can be flooded with them.</summary>
    private const int LettersPerHour = 3;

    public string Issue(AccountTokenPurpose purpose, UserId? userId, string? address)
    {
        var token = Secrets.NewToken();
        db.AccountTokens.Add(AccountToken.Issue(
            clock.NewId<AccountTokenId>(), purpose, userId, Key(address), Secrets.Hash(token), clock.GetUtcNow()));
        return token;
    }

    /// <summary>Whether an address has had enough letters of this kind for now.</summary>
    public async Task<bool> IsExhaustedAsync(AccountTokenPurpose purpose, string address, CancellationToken cancellationToken)
    {
        var key = Key(address);
        var since = clock.GetUtcNow() - TimeSpan.FromHours(1);
        var recent = await db.AccountTokens.CountAsync(
            token => token.Purpose == purpose && token.Address == key && token.CreatedAt > since, cancellationToken);
        return recent >= LettersPerHour;
    }

    /// <summary>The token that was handed out, if it is still good; it is the caller's to use up.</summary>
    public async Task<AccountToken?> FindAsync(AccountTokenPurpose purpose, string token, CancellationToken cancellationToken)
    {
        var hash = Secrets.Hash(token);
        var stored = await db.AccountTokens.SingleOrDefaultAsync(
            candidate => candidate.TokenHash == hash && candidate.Purpose == purpose, cancellationToken);
        return stored?.IsUsable(clock.GetUtcNow()) == true ? stored : null;
    }

    /// <summary>Uses up every token of a person for a purpose.</summary>
    public async Task UseAllAsync(AccountTokenPurpose purpose, UserId userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var tokens = await db.AccountTokens
            .Where(token => token.Purpose == purpose && token.UserId == userId && token.UsedAt == null)
            .ToListAsync(cancellationToken);
        tokens.ForEach(token => token.Use(now));
    }

    private static string? Key(string? address) => address?.ToUpperInvariant();
}
