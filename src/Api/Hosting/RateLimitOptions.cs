using System.ComponentModel.DataAnnotations;

namespace CallScript.Api.Hosting;

/// <summary>How many requests a minute are served. A burst may use a minute's worth at once.</summary>
public sealed class RateLimitOptions
{
    public const string SectionName = "RateLimits";

    /// <summary>Of one signed-in person. Default 1,200.</summary>
    [Range(1, 1_000_000)]
    public int PersonPerMinute { get; init; } = 1_200;

    /// <summary>Of one API key. Default 1,200.</summary>
    [Range(1, 1_000_000)]
    public int ApiKeyPerMinute { get; init; } = 1_200;

    /// <summary>Of one address without sign-in: pages, audio links, the API's own refusals. Default 600.</summary>
    [Range(1, 1_000_000)]
    public int AddressPerMinute { get; init; } = 600;

    /// <summary>Of one address that delivers calls, signed or not. Default 3,000.</summary>
    [Range(1, 1_000_000)]
    public int SenderPerMinute { get; init; } = 3_000;

    /// <summary>Of one address to what checks a password, a code or a token. Default 30.</summary>
    [Range(1, 1_000_000)]
    public int CredentialsPerMinute { get; init; } = 30;
}
