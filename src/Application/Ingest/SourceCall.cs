namespace CallScript.Application.Ingest;

/// <summary>One call as a source reports it; a value that the source left out is null.</summary>
/// <param name="SourceCallId">The source's id of the call: the idempotency key.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="Duration">The whole call.</param>
/// <param name="IsLive">The call is still going on: length and money are not final.</param>
/// <param name="CallerNumber">The caller's number as given.</param>
/// <param name="Recording">Where the recording can be fetched; absolute.</param>
/// <param name="CampaignId">The source's id of the campaign.</param>
/// <param name="CampaignName">The campaign's name.</param>
/// <param name="PublisherName">Who sent the call.</param>
/// <param name="BuyerName">Who bought the call.</param>
/// <param name="TargetName">Where the call was routed.</param>
/// <param name="Revenue">What the buyer pays, in the account's currency.</param>
/// <param name="Payout">What the publisher gets, in the account's currency.</param>
public sealed record SourceCall(
    string SourceCallId,
    DateTimeOffset StartedAt,
    TimeSpan? Duration,
    bool IsLive,
    string? CallerNumber,
    Uri? Recording,
    string? CampaignId,
    string? CampaignName,
    string? PublisherName,
    string? BuyerName,
    string? TargetName,
    decimal? Revenue,
    decimal? Payout)
{
    /// <summary>How long the caller spoke with whoever the call was routed to.</summary>
    public TimeSpan? ConnectedDuration { get; init; }

    /// <summary>The number that the caller dialled, as given.</summary>
    public string? DialedNumber { get; init; }
}
