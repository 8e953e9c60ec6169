using System.ComponentModel.DataAnnotations;

namespace CallScript.Infrastructure.Recordings;

/// <summary>What the vault keeps its objects in.</summary>
public enum VaultStore
{
    FileSystem,

    /// <summary>Amazon S3, or what speaks its protocol.</summary>
    S3,
}

/// <summary>Where recordings are kept.</summary>
public sealed class VaultOptions : IValidatableObject
{
    public const string SectionName = "Vault";

    /// <summary>The largest object that S3 copies in one request, which is how a streamed upload gets its key.</summary>
    private const long LargestCopy = 5_000_000_000;

    /// <summary>Default the file system.</summary>
    public VaultStore Store { get; set; }

    /// <summary>
    /// Folder of the vault; made when missing. Every process that stores or plays recordings must see the same one.
    /// </summary>
    public string Directory { get; set; } = "";

    /// <summary>Largest recording in bytes, whatever its source. Default 100 MB.</summary>
    [Range(1, 10_000_000_000)]
    public long MaxBytes { get; set; } = 100_000_000;

    public S3Options S3 { get; } = new();

    public PlaybackOptions Playback { get; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Store == VaultStore.FileSystem)
        {
            if (string.IsNullOrWhiteSpace(Directory))
            {
                yield return Wrong(nameof(Directory), "must name the folder that keeps the recordings.");
            }

            yield break;
        }

        if (string.IsNullOrWhiteSpace(S3.Bucket))
        {
            yield return Wrong("S3:Bucket", "must name the bucket that keeps the recordings.");
        }

        if (S3.Endpoint is { } endpoint && (!endpoint.IsAbsoluteUri || endpoint.Scheme is not ("https" or "http")))
        {
            yield return Wrong("S3:Endpoint", "must be absolute, http or https.");
        }

        if (S3.Prefix.Length > 0 && !S3.Prefix.EndsWith('/'))
        {
            yield return Wrong("S3:Prefix", "must end with a slash.");
        }

        if ((S3.AccessKey is null) != (S3.SecretKey is null))
        {
            yield return Wrong("S3:AccessKey", "and S3:SecretKey belong together; without both, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY count.");
        }

        if (S3.KmsKeyId is not null && S3.Encryption != S3Encryption.Kms)
        {
            yield return Wrong("S3:KmsKeyId", "needs S3:Encryption to be Kms.");
        }

        if (MaxBytes > LargestCopy)
        {
            yield return Wrong(nameof(MaxBytes), $"can be {LargestCopy} at most with S3.");
        }
    }

    private static ValidationResult Wrong(string setting, string what) => new($"{SectionName}:{setting} {what}", [setting]);
}

/// <summary>What players get.</summary>
public sealed class PlaybackOptions
{
    /// <summary>Default none: the recordings themselves.</summary>
    public PlaybackFormat Format { get; set; }
}

public enum PlaybackFormat
{
    /// <summary>Recordings are played as they came.</summary>
    None,

    /// <summary>A copy in AAC for each recording that is larger, or not playable everywhere.</summary>
    Aac,
}

/// <summary>How S3 encrypts what it keeps.</summary>
public enum S3Encryption
{
    /// <summary>As the bucket says.</summary>
    BucketDefault,
    Aes256,
    Kms,
}

public enum S3Checksums
{
    WhenRequired,
    WhenSupported,
}

/// <summary>The vault in a bucket.</summary>
public sealed class S3Options
{
    public string Bucket { get; set; } = "";

    /// <summary>What keys start with; empty, or ending with a slash.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>
    /// The server, when it is not Amazon's. The operator names it, so it may answer on plain http and from a private address.
    /// </summary>
    public Uri? Endpoint { get; set; }

    /// <summary>Default us-east-1, which other servers than Amazon's mostly take.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>Without it, and <see cref="SecretKey"/>, the environment's AWS_ACCESS_KEY_ID and its companions count.</summary>
    public string? AccessKey { get; set; }

    public string? SecretKey { get; set; }

    /// <summary>The bucket in the path instead of in the host name. Default true with an endpoint of one's own.</summary>
    public bool? PathStyle { get; set; }

    /// <summary>When the client adds checksums of its own. Default only when required with an endpoint of one's own: many servers refuse them.</summary>
    public S3Checksums? Checksums { get; set; }

    public S3Encryption Encryption { get; set; }

    /// <summary>The key for <see cref="S3Encryption.Kms"/>; the account's own for S3 when left out.</summary>
    public string? KmsKeyId { get; set; }

    /// <summary>Time to open one connection. Default 10 seconds.</summary>
    public TimeSpan ConnectTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time for one request, its body not included when reading. Default 1 minute.</summary>
    public TimeSpan RequestTime { get; set; } = TimeSpan.FromMinutes(1);
}
