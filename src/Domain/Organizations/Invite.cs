using CallScript.Domain.Common;

namespace CallScript.Domain.Organizations;

public readonly record struct InviteId(Guid Value) : ITypedId<InviteId>
{
    public static InviteId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>What became of an invite.</summary>
public enum InviteStatus
{
    Open,
    Accepted,
    Declined,
    Revoked,
    Expired,
}

/// <summary>
/// A person's way into an organization: a token, sent to one e-mail address, good for one use and for a few days. Only
/// the token's hash is kept.
/// </summary>
public sealed class Invite : ITenantOwned
{
    public const int EmailMaxLength = 254;

    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private Invite()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public InviteId Id { get; private set; }

    /// <summary>As <see cref="NormalizeEmail"/> writes it.</summary>
    public string Email { get; private set; } = "";

    public OrganizationRole Role { get; private set; }

    /// <summary>SHA-256 of the token.</summary>
    public byte[] TokenHash { get; private set; } = [];

    /// <summary>Who invites; null when an API key does.</summary>
    public UserId? InvitedBy { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When the last letter went out.</summary>
    public DateTimeOffset SentAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>When it was accepted, declined or revoked; null while it is open.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary><see cref="InviteStatus.Open"/> until it is closed; time alone makes it expired.</summary>
    public InviteStatus Outcome { get; private set; }

    public static Invite Create(
        OrganizationId organizationId,
        InviteId id,
        string email,
        OrganizationRole role,
        byte[] tokenHash,
        UserId? invitedBy,
        DateTimeOffset now) =>
        new()
        {
            OrganizationId = organizationId,
            Id = id,
            Email = NormalizeEmail(email),
            Role = role,
            TokenHash = tokenHash,
            InvitedBy = invitedBy,
            CreatedAt = now,
            SentAt = now,
            ExpiresAt = now + Lifetime,
            Outcome = InviteStatus.Open,
        };

    /// <summary>Addresses are compared as accounts compare them: without regard to case.</summary>
    public static string NormalizeEmail(string email) => email.Trim().ToLowerInvariant();

    public InviteStatus StatusAt(DateTimeOffset now) =>
        Outcome == InviteStatus.Open && now >= ExpiresAt ? InviteStatus.Expired : Outcome;

    public bool IsFor(string email) => NormalizeEmail(email) == Email;

    /// <summary>A new letter with a new token; the old one is worth nothing from now on.</summary>
    public Result SendAgain(byte[] tokenHash, DateTimeOffset now)
    {
        if (Outcome != InviteStatus.Open)
        {
            return InviteErrors.Closed(Outcome);
        }

        (TokenHash, SentAt, ExpiresAt) = (tokenHash, now, now + Lifetime);
        return Result.Success;
    }

    public Result Accept(DateTimeOffset now) => Close(InviteStatus.Accepted, now);

    public Result Decline(DateTimeOffset now) => Close(InviteStatus.Declined, now);

    /// <summary>An expired one can be revoked: the list need not show it for ever.</summary>
    public Result Revoke(DateTimeOffset now)
    {
        if (Outcome != InviteStatus.Open)
        {
            return InviteErrors.Closed(Outcome);
        }

        (Outcome, ClosedAt) = (InviteStatus.Revoked, now);
        return Result.Success;
    }

    private Result Close(InviteStatus outcome, DateTimeOffset now)
    {
        if (StatusAt(now) is not InviteStatus.Open and var status)
        {
            return InviteErrors.Closed(status);
        }

        (Outcome, ClosedAt) = (outcome, now);
        return Result.Success;
    }
}

public static class InviteErrors
{
    /// <summary>The same for a token that never was and for one that was replaced by a newer letter's.</summary>
    public static Error NotFound { get; } =
        new(ErrorKind.NotFound, "invite_not_found", "There is no such invite. A newer letter may hold another link.");

    /// <summary>Why an invite is no longer open.</summary>
    public static Error Closed(InviteStatus status) => status switch
    {
        InviteStatus.Accepted => new(ErrorKind.Conflict, "invite_used", "The invite was accepted already; it is good for one use."),
        InviteStatus.Declined => new(ErrorKind.Conflict, "invite_declined", "The invite was declined."),
        InviteStatus.Revoked => new(ErrorKind.Conflict, "invite_revoked", "The invite was withdrawn."),
        InviteStatus.Expired => new(ErrorKind.Conflict, "invite_expired", "The invite has expired. Ask for a new one."),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "An open invite is not closed."),
    };
}
