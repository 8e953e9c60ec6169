using System.ComponentModel.DataAnnotations;

namespace CallScript.Infrastructure.Recordings;

/// <summary>
/// Limits of fetching recordings. The addresses come from outside, so nothing about them is trusted: neither where
/// they lead nor how much or how slowly they answer.
/// </summary>
public sealed class RecordingDownloadOptions
{
    public const string SectionName = "RecordingDownload";

    /// <summary>Largest recording in bytes. Default 100 MB: some 14 hours of telephone MP3, or 100 minutes of 8 kHz stereo PCM.</summary>
    [Range(1, 10_000_000_000)]
    public long MaxBytes { get; set; } = 100_000_000;

    /// <summary>Time from the first request to the last byte, redirects included. Default 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan TotalTime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Time to open one connection. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:02:00")]
    public TimeSpan ConnectTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Redirects followed, each checked like the first address. Default 5.</summary>
    [Range(0, 20)]
    public int MaxRedirects { get; set; } = 5;

    /// <summary>When not empty, only these host names and names below them are fetched, redirects included.</summary>
    public IList<string> AllowedHosts { get; } = [];
}
