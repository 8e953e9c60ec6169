using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Accounts;

public readonly record struct UserSessionId(Guid Value) : ITypedId<UserSessionId>
{
    public static UserSessionId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>
/// A person signed in on a device. Every access token names its session, and a revoked session's tokens stop working
/// with the next request.
/// </summary>
public sealed class UserSession
{
    public const int DeviceMaxLength = 300;
    public const int IpAddressMaxLength = 45;

    /// <summary>How long after proving who they are a person may change what guards the account.</summary>
    public static readonly TimeSpan ProofLifetime = TimeSpan.FromMinutes(15);

    /// <summary>A vouched session ends for good after this time, so that the provider is asked again.</summary>
    public static readonly TimeSpan VouchedLifetime = TimeSpan.FromHours(12);

    /// <summary>However often it is renewed, a session ends after this time, and the person signs in anew.</summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(90);

    private UserSession()
    {
    }

    public UserSessionId Id { get; private set; }

    public UserId UserId { get; private set; }

    /// <summary>
    /// The organization whose own identity provider vouched for the person. Such a session opens that organization and
    /// nothing else: what one company's provider says must not count with another.
    /// </summary>
    public OrganizationId? VouchedBy { get; private set; }

    /// <summary>What the browser calls itself.</summary>
    public string? Device { get; private set; }

    public string? IpAddress { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When it was last renewed, which a browser in use does every few minutes.</summary>
    public DateTimeOffset LastUsedAt { get; private set; }

    /// <summary>When it ends unless it is renewed before.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset ProvedAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public static UserSession Start(
        UserSessionId id, UserId userId, OrganizationId? vouchedBy, string? device, string? ipAddress, DateTimeOffset now) =>
        new()
        {
            Id = id,
            UserId = userId,
            VouchedBy = vouchedBy,
            Device = Cut(device, DeviceMaxLength),
            IpAddress = Cut(ipAddress, IpAddressMaxLength),
            CreatedAt = now,
            LastUsedAt = now,
            ExpiresAt = now + (vouchedBy is null ? RefreshToken.Lifetime : VouchedLifetime),
            ProvedAt = now,
        };

    public bool IsLive(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;

    /// <summary>Whether the person has shown lately that it is really them.</summary>
    public bool IsProved(DateTimeOffset now) => now - ProvedAt < ProofLifetime;

    public void Renew(string? ipAddress, DateTimeOffset now)
    {
        IpAddress = Cut(ipAddress, IpAddressMaxLength);
        LastUsedAt = now;
        if (VouchedBy is null)
        {
            var last = CreatedAt + LongestLifetime;
            ExpiresAt = now + RefreshToken.Lifetime < last ? now + RefreshToken.Lifetime : last;
        }
    }

    public void Prove(DateTimeOffset now) => ProvedAt = now;

    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;

    private static string? Cut(string? text, int length) => text?.Length > length ? text[..length] : text;
}
