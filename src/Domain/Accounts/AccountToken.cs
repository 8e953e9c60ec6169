using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Accounts;

public readonly record struct AccountTokenId(Guid Value) : ITypedId<AccountTokenId>
{
    public static AccountTokenId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>What an account token is good for; a token for one purpose is nothing to another.</summary>
public enum AccountTokenPurpose
{
    /// <summary>Makes an account for the address that received it.</summary>
    SignUp,

    ResetPassword,

    /// <summary>Proves that the new address is the person's.</summary>
    ChangeEmail,

    /// <summary>Stands for a right password while the second step is awaited.</summary>
    SecondStep,
}

/// <summary>A secret handed out once, for one use within a time. Only its hash is kept.</summary>
public sealed class AccountToken
{
    private AccountToken()
    {
    }

    public AccountTokenId Id { get; private set; }

    public AccountTokenPurpose Purpose { get; private set; }

    /// <summary>Null for an address without an account.</summary>
    public UserId? UserId { get; private set; }

    /// <summary>The address it was sent to, in upper case; null for one that is not sent.</summary>
    public string? Address { get; private set; }

    /// <summary>SHA-256 of the token; the token itself is known only to its receiver.</summary>
    public byte[] TokenHash { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? UsedAt { get; private set; }

    public static AccountToken Issue(
        AccountTokenId id, AccountTokenPurpose purpose, UserId? userId, string? address, byte[] tokenHash, DateTimeOffset now) =>
        new()
        {
            Id = id,
            Purpose = purpose,
            UserId = userId,
            Address = address,
            TokenHash = tokenHash,
            CreatedAt = now,
            ExpiresAt = now + LifetimeOf(purpose),
        };

    public static TimeSpan LifetimeOf(AccountTokenPurpose purpose) => purpose switch
    {
        AccountTokenPurpose.SignUp => TimeSpan.FromHours(24),
        AccountTokenPurpose.ResetPassword => TimeSpan.FromMinutes(30),
        AccountTokenPurpose.ChangeEmail => TimeSpan.FromHours(2),
        AccountTokenPurpose.SecondStep => TimeSpan.FromMinutes(5),
        _ => throw new ArgumentOutOfRangeException(nameof(purpose), purpose, "Unknown purpose."),
    };

    public bool IsUsable(DateTimeOffset now) => UsedAt is null && now < ExpiresAt;

    public void Use(DateTimeOffset now) => UsedAt ??= now;
}
