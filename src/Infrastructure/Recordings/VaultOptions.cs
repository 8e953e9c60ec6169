using System.ComponentModel.DataAnnotations;

namespace CallScript.Infrastructure.Recordings;

/// <summary>Where recordings are kept on disk.</summary>
public sealed class VaultOptions
{
    public const string SectionName = "Vault";

    /// <summary>
    /// Folder of the vault; made when missing. Every process that stores or plays recordings must see the same one.
    /// </summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "Vault:Directory must name the folder that keeps the recordings.")]
    public string Directory { get; set; } = "";

    /// <summary>Largest recording in bytes, whatever its source. Default 100 MB.</summary>
    [Range(1, 10_000_000_000)]
    public long MaxBytes { get; set; } = 100_000_000;
}
