using CallScript.Domain.Organizations;

namespace CallScript.Domain.Accounts;

/// <summary>One of the codes that stand in, once each, for a lost authenticator.</summary>
public sealed class RecoveryCode
{
    /// <summary>How many a person gets at a time.</summary>
    public const int Count = 10;

    private RecoveryCode()
    {
    }

    public UserId UserId { get; private set; }

    /// <summary>SHA-256; a code is random enough that no salt is needed.</summary>
    public byte[] CodeHash { get; private set; } = [];

    public DateTimeOffset? UsedAt { get; private set; }

    public static RecoveryCode Create(UserId userId, byte[] codeHash) => new() { UserId = userId, CodeHash = codeHash };

    public void Use(DateTimeOffset now) => UsedAt ??= now;
}
