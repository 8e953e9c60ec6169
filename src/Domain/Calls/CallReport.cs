using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Integrations;

namespace CallScript.Domain.Calls;

/// <summary>What a source reports of one call. Reports of the same call may differ: money and length settle late.</summary>
/// <param name="SourceCallId">The source's id of the call; with organization and source it is unique.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="DurationSeconds">The whole call; null while unknown.</param>
/// <param name="IsLive">The call is still going on; nothing in the report is final.</param>
/// <param name="Parties">Who sent, made, bought and took the call.</param>
/// <param name="Revenue">What the buyer pays; null when the source does not say.</param>
/// <param name="Payout">What the publisher gets; null when the source does not say.</param>
/// <param name="RecordingAddress">Where the recording can be fetched; null while there is none.</param>
public sealed record CallReport(
    string SourceCallId,
    DateTimeOffset StartedAt,
    double? DurationSeconds,
    bool IsLive,
    CallParties Parties,
    decimal? Revenue,
    decimal? Payout,
    Uri? RecordingAddress)
{
    private const char Separator = '\u001f';

    /// <summary>The account that reports it; null for sources without accounts.</summary>
    public RingbaConnectionId? ConnectionId { get; init; }

    /// <summary>How long the caller spoke with whoever the call was routed to; null while unknown.</summary>
    public double? ConnectedSeconds { get; init; }

    /// <summary>The number that the caller dialled; null when the source does not say.</summary>
    public string? DialedNumber { get; init; }

    /// <summary>
    /// Equal for equal reports, so that a report that says nothing new is recognized without reading the call. Computed
    /// from everything but the caller, who is compared by the keyed hash: what can be computed without a key must not
    /// tell of a person.
    /// </summary>
    public long Digest()
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{StartedAt.UtcTicks}{Separator}{DurationSeconds:R}{Separator}{IsLive}{Separator}{Parties.PublisherName}{Separator}{Parties.BuyerName}{Separator}{Parties.TargetName}{Separator}{Revenue:G29}{Separator}{Payout:G29}{Separator}{RecordingAddress?.OriginalString}");

        // What a source does not tell is left out, so that its reports keep the digest that they always had.
        text = DialedNumber is null ? text : $"{text}{Separator}{DialedNumber}";
        text = ConnectedSeconds is null ? text : string.Create(CultureInfo.InvariantCulture, $"{text}{Separator}{Separator}{ConnectedSeconds:R}");
        return BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}

/// <summary>The parties of a call, as the source names them.</summary>
public sealed record CallParties(ProtectedCaller? Caller, string? PublisherName, string? BuyerName, string? TargetName)
{
    public const int NameMaxLength = 200;
    public const int NumberMaxLength = 40;

    public static CallParties Unknown { get; } = new(null, null, null, null);
}

/// <summary>The campaign that a call came in on, when the source names one.</summary>
public sealed record CallCampaign(CampaignId Id, string Name, Vertical Vertical);
