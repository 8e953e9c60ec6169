using System.ComponentModel.DataAnnotations;

namespace CallScript.Infrastructure.Secrets;

/// <summary>
/// The master keys, which wrap the data keys of all organizations and encrypt nothing else. During a rotation several
/// are configured: the current one wraps, the others still unwrap.
/// </summary>
public sealed class MasterKeyOptions
{
    public const string SectionName = "Security";

    /// <summary>The id of the key in <see cref="MasterKeyFile"/>.</summary>
    public const string FileKeyId = "default";

    /// <summary>A file with 32 random bytes in base64. This is the master key with the id <c>default</c>.</summary>
    public string? MasterKeyFile { get; init; }

    /// <summary>Further master keys by id: lower-case letters, digits and hyphens.</summary>
    public Dictionary<string, MasterKeySource> MasterKeys { get; init; } = [];

    /// <summary>The id of the key that wraps. Default <c>default</c>.</summary>
    public string CurrentMasterKey { get; init; } = FileKeyId;

    /// <summary>How long an organization's unwrapped keys stay in memory. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DataKeyLifetime { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>Where a master key comes from: exactly one of the three.</summary>
public sealed class MasterKeySource
{
    /// <summary>A file with 32 random bytes in base64.</summary>
    public string? File { get; init; }

    /// <summary>The name of an environment variable with 32 random bytes in base64.</summary>
    public string? Environment { get; init; }

    /// <summary>
    /// The absolute path of an executable that keeps the key to itself, for a key management service. It is run as
    /// <c>COMMAND wrap CONTEXT</c> and <c>COMMAND unwrap CONTEXT</c>, reads base64 on standard input and writes base64
    /// to standard output. The context names organization, use and version; it is the same at both times.
    /// </summary>
    public string? Command { get; init; }

    /// <summary>The longest one run of the command may take. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
