using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.ApiKeys;

/// <summary>
/// An integrator's key to one organization. The key itself is shown once, when it is made; what is kept is its SHA-256,
/// which is enough for 256 random bits, and a prefix by which people recognize it.
/// </summary>
public sealed class ApiKey : ITenantOwned
{
    public const int NameMaxLength = 100;
    public const int VisiblePrefixLength = 12;

    /// <summary>How every key starts, so that scanners and people know one when they see it.</summary>
    public const string TokenPrefix = "cs_live_";

    /// <summary>Longest that a key may live.</summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(730);

    /// <summary>Longest that a key may go on beside its successor.</summary>
    public static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(30);

    /// <summary>Its last use is written down at most this often.</summary>
    public static readonly TimeSpan LastUsePrecision = TimeSpan.FromMinutes(1);

    private const int RandomBytes = 32;

    private ApiKey()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public ApiKeyId Id { get; private set; }

    public string Name { get; private set; } = "";

    public string Prefix { get; private set; } = "";

    public byte[] TokenHash { get; private set; } = [];

    /// <summary>Of <see cref="ApiKeyScopes"/>.</summary>
    public IReadOnlyList<string> Scopes { get; private set; } = [];

    /// <summary>Who made it; null when another key did.</summary>
    public UserId? CreatedBy { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? LastUsedAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>The key that takes its place, once it was rotated.</summary>
    public ApiKeyId? SuccessorId { get; private set; }

    /// <returns>The key to store, and the token to show once.</returns>
    public static (ApiKey Key, string Token) Issue(
        OrganizationId organizationId,
        ApiKeyId id,
        string name,
        IEnumerable<string> scopes,
        UserId? createdBy,
        DateTimeOffset expiresAt,
        DateTimeOffset now)
    {
        var token = TokenPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        var key = new ApiKey
        {
            OrganizationId = organizationId,
            Id = id,
            Name = name,
            Prefix = token[..VisiblePrefixLength],
            TokenHash = HashOf(token),
            Scopes = [.. scopes.Distinct().Order(StringComparer.Ordinal)],
            CreatedBy = createdBy,
            CreatedAt = now,
            ExpiresAt = expiresAt,
        };
        return (key, token);
    }

    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public bool IsUsable(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;

    /// <summary>Whether its last use is worth writing down again.</summary>
    public bool IsLastUseStale(DateTimeOffset now) => LastUsedAt is not { } last || now - last >= LastUsePrecision;

    /// <summary>Makes a successor with the same rights; this key goes on for the overlap and then ends.</summary>
    public Result<(ApiKey Key, string Token)> Rotate(
        ApiKeyId successorId, UserId? rotatedBy, TimeSpan overlap, TimeSpan lifetime, DateTimeOffset now)
    {
        if (!IsUsable(now))
        {
            return ApiKeyErrors.Ended;
        }

        if (SuccessorId is not null)
        {
            return ApiKeyErrors.AlreadyRotated;
        }

        SuccessorId = successorId;
        var end = now + overlap;
        ExpiresAt = end < ExpiresAt ? end : ExpiresAt;
        return Issue(OrganizationId, successorId, Name, Scopes, rotatedBy, now + lifetime, now);
    }

    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;
}

public static class ApiKeyErrors
{
    public static Error NotFound { get; } = new(ErrorKind.NotFound, "api_key_not_found", "There is no such API key.");

    public static Error Ended { get; } = new(ErrorKind.Conflict, "api_key_ended", "The key has expired or was revoked.");

    public static Error AlreadyRotated { get; } =
        new(ErrorKind.Conflict, "api_key_already_rotated", "The key has a successor already. Rotate that one.");

    public static Error TooMany(int limit) =>
        new(ErrorKind.Conflict, "api_keys_too_many", $"An organization has at most {limit} keys in use. Revoke one first.");

    public static Error ExceedsOwnRights { get; } = new(
        ErrorKind.Forbidden, "api_key_exceeds_rights", "A key can be given only what its maker may do.");
}
