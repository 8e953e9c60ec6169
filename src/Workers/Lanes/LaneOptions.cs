using System.ComponentModel.DataAnnotations;
using CallScript.Application.Pipeline;

namespace CallScript.Workers.Lanes;

/// <summary>How a lane runs. Configured under <c>Lanes:Ingest</c>, <c>Lanes:Backfill</c>, <c>Lanes:Reconcile</c>, <c>Lanes:Vault</c>, <c>Lanes:Factory</c>, <c>Lanes:Judge</c>, <c>Lanes:Rejudge</c>, <c>Lanes:Privacy</c>.</summary>
public sealed class LaneOptions
{
    public const string SectionName = "Lanes";

    /// <summary>Items worked on at once in this process.</summary>
    [Range(1, 256)]
    public int Concurrency { get; set; } = 4;

    /// <summary>How often the lane looks for work that nobody announced, such as retries that have come due.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a worker that shows no sign of life keeps an item. The heartbeat comes three times as often.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest one attempt may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// An item that is held for longer takes no slot, and neither does what its organization gets in the half hour after: others
    /// do not wait for a server that does not answer. Null: every item takes a slot until it ends.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan? Patience { get; set; }

    /// <summary>Attempts before a call is parked as failed.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>The wait after the first failed attempt; it doubles with each further one.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan FirstBackoff { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait between attempts.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan LongestBackoff { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>What is tried again without a policy of its own.</summary>
    public RetryPolicy Retries => new(MaxAttempts, FirstBackoff, LongestBackoff);
}
