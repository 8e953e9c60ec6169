using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Accounts;

public readonly record struct RefreshTokenId(Guid Value) : ITypedId<RefreshTokenId>
{
    public static RefreshTokenId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>
/// A session's right to new access tokens. Each use replaces it with a successor of the same family; a token that
/// is used twice was stolen, by one user or the other, and its whole family ends (RFC 9700, 4.14.2).
/// </summary>
public sealed class RefreshToken
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    /// <summary>Two tabs that refresh at once are no theft: the losing one is let through this long.</summary>
    public static readonly TimeSpan ReuseGrace = TimeSpan.FromSeconds(10);

    private RefreshToken()
    {
    }

    public RefreshTokenId Id { get; private set; }

    public UserId UserId { get; private set; }

    /// <summary>The session whose tokens this one and its successors are: its family.</summary>
    public UserSessionId SessionId { get; private set; }

    /// <summary>SHA-256 of the token; the token itself is known only to its holder.</summary>
    public byte[] TokenHash { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? UsedAt { get; private set; }

    public static RefreshToken Issue(
        RefreshTokenId id, UserSession session, byte[] tokenHash, DateTimeOffset now) =>
        new()
        {
            Id = id,
            UserId = session.UserId,
            SessionId = session.Id,
            TokenHash = tokenHash,
            CreatedAt = now,
            ExpiresAt = session.ExpiresAt,
        };

    public bool IsUsable(DateTimeOffset now) =>
        now < ExpiresAt && (UsedAt is null || now - UsedAt < ReuseGrace);

    /// <summary>True when the token was spent long enough ago that only a thief or a victim would bring it again.</summary>
    public bool IsReplay(DateTimeOffset now) => UsedAt is { } used && now - used >= ReuseGrace;

    public void Use(DateTimeOffset now) => UsedAt ??= now;
}
