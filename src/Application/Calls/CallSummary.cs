using CallScript.Domain.Calls;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Judging;
using CallScript.Domain.Review;

namespace CallScript.Application.Calls;

/// <summary>A call as lists show it.</summary>
/// <param name="Id">The call.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="SourceCallId">The source's own id.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="DurationSeconds">As the source reports it; measured when it does not.</param>
/// <param name="CampaignId">Null when the source named no campaign.</param>
/// <param name="CampaignName">The campaign's name when the call came in.</param>
/// <param name="Vertical">Decides the rules.</param>
/// <param name="PublisherName">Who sent the call.</param>
/// <param name="BuyerName">Who bought the call.</param>
/// <param name="TargetName">Where the call was routed.</param>
/// <param name="CallerNumber">E.164, or masked as in <c>+1 ••• ••• 1234</c> for those who may not see numbers; null when unknown.</param>
/// <param name="Revenue">In the account's currency.</param>
/// <param name="Payout">In the account's currency.</param>
/// <param name="Score">0 (worst) to 100; null until judged.</param>
/// <param name="FlagCount">Rules broken.</param>
/// <param name="HighestSeverity">Of the flags.</param>
/// <param name="ReviewState">Where it stands with reviewers.</param>
/// <param name="Failure">Why it failed; null unless failed.</param>
/// <param name="SkipReason">Why it is not judged; null unless skipped.</param>
/// <param name="CreatedAt">When CallScript learned of it.</param>
/// <param name="JudgedAt">When its verdict was made.</param>
/// <param name="PreviousCallAt">When the same caller had called before; null when never.</param>
/// <param name="PreviousOnCampaignAt">When the same caller had called before on the same campaign: the call is a duplicate.</param>
public sealed record CallSummary(
    Guid Id,
    CallSource Source,
    string SourceCallId,
    CallStatus Status,
    DateTimeOffset StartedAt,
    double? DurationSeconds,
    Guid? CampaignId,
    string? CampaignName,
    Vertical Vertical,
    string? PublisherName,
    string? BuyerName,
    string? TargetName,
    string? CallerNumber,
    decimal? Revenue,
    decimal? Payout,
    int? Score,
    int FlagCount,
    Severity? HighestSeverity,
    ReviewState ReviewState,
    CallFailure? Failure,
    SkipReason? SkipReason,
    DateTimeOffset CreatedAt,
    DateTimeOffset? JudgedAt,
    DateTimeOffset? PreviousCallAt,
    DateTimeOffset? PreviousOnCampaignAt);

/// <param name="Category">The code of the error that stopped the call, for example <c>recording_gone</c>.</param>
/// <param name="Detail">A sentence for people.</param>
public sealed record CallFailure(string Category, string Detail);
