using System.ComponentModel.DataAnnotations;

namespace CallScript.Infrastructure.Identity;

/// <summary>Where the installation's own keys lie. Each file holds 32 random bytes in base64.</summary>
public sealed class SecurityKeyOptions
{
    public const string SectionName = "Security";

    /// <summary>Signs access tokens and audio links.</summary>
    [Required]
    public string SigningKeyFile { get; init; } = "";

    /// <summary>Wraps the organizations' data keys, unless another master key is named, and encrypts what belongs to no organization.</summary>
    [Required]
    public string MasterKeyFile { get; init; } = "";

    /// <summary>How long an access token is good for. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00")]
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromMinutes(10);
}
