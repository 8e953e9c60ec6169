namespace CallScript.Infrastructure.Recordings;

/// <summary>Where recordings lie while they arrive.</summary>
public sealed class UploadOptions
{
    public const string SectionName = "Uploads";

    /// <summary>
    /// The folder, made when missing. Every process of the API and the workers must see the same one. Default
    /// <c>.uploads</c> in the folder of the vault; none where the vault is a bucket.
    /// </summary>
    public string Directory { get; set; } = "";
}
