using System.ComponentModel.DataAnnotations;

namespace CallScript.Infrastructure.WorkQueue;

/// <summary>How work is handed out. Configured under <c>WorkQueue</c>.</summary>
public sealed class WorkQueueOptions
{
    public const string SectionName = "WorkQueue";

    /// <summary>
    /// Of calls that started longer ago, every eighth claim takes the oldest first, however many newer ones come in. Default 6 hours.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromHours(6);
}
