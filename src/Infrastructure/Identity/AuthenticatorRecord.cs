namespace CallScript.Infrastructure.Identity;

/// <summary>A person's authenticator app: what it knows, and the last of its codes that was used.</summary>
public sealed class AuthenticatorRecord
{
    public Guid UserId { get; init; }

    public byte[] SealedSecret { get; set; } = [];

    /// <summary>The time step of the last code that was accepted; only later ones are.</summary>
    public long LastUsedStep { get; set; }
}

/// <summary>How often somebody has failed to prove to be somebody, account or not.</summary>
public sealed class SignInThrottleRecord
{
    /// <summary>SHA-256 of what was tried.</summary>
    public byte[] Key { get; init; } = [];

    public int Failures { get; init; }

    public DateTimeOffset LastAttemptAt { get; init; }

    public DateTimeOffset? LockedUntil { get; init; }
}
