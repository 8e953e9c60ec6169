using System.Collections.Concurrent;
using CallScript.Application.Integrations.Ringba;

namespace CallScript.Infrastructure.Integrations.Ringba;

/// <summary>The columns that are read, by Ringba's names.</summary>
internal static class RingbaColumns
{
    public const string InboundCallId = "inboundCallId";
    public const string CallDt = "callDt";
    public const string CallLength = "callLengthInSeconds";
    public const string ConnectedLength = "connectedCallLengthInSeconds";
    public const string IsLive = "isLive";
    public const string CallerNumber = "inboundPhoneNumber";
    public const string RecordingUrl = "recordingUrl";
    public const string CampaignId = "campaignId";
    public const string CampaignName = "campaignName";
    public const string PublisherName = "publisherName";
    public const string Buyer = "buyer";
    public const string TargetName = "targetName";
    public const string Revenue = "conversionAmount";
    public const string Payout = "payoutAmount";

    /// <summary>Only of added up calls.</summary>
    public const string CallCount = "callCount";

    /// <summary>Without these a row cannot be told from another or placed in time.</summary>
    public static readonly string[] Required = [InboundCallId, CallDt];

    public static readonly string[] Wanted =
    [
        .. Required, CallLength, ConnectedLength, IsLive, CallerNumber, RecordingUrl, CampaignId, CampaignName, PublisherName, Buyer, TargetName,
        Revenue, Payout,
    ];

    /// <summary>What is asked of added up calls.</summary>
    public static readonly string[] Totals = [CallCount, ConnectedLength, Revenue, Payout];
}

/// <summary>
/// Remembers which of the wanted columns each account has. Accounts differ, and asking for one that an account lacks
/// fails the whole request.
/// </summary>
internal sealed class RingbaColumnCache(TimeProvider clock)
{
    private readonly ConcurrentDictionary<(Uri Base, string Account), (IReadOnlyList<string> Columns, DateTimeOffset Until)> _known = new();

    public IReadOnlyList<string>? Find(RingbaAccount account) =>
        _known.TryGetValue(KeyOf(account), out var entry) && clock.GetUtcNow() < entry.Until ? entry.Columns : null;

    public void Keep(RingbaAccount account, IReadOnlyList<string> columns, TimeSpan lifetime) =>
        _known[KeyOf(account)] = (columns, clock.GetUtcNow() + lifetime);

    private static (Uri Base, string Account) KeyOf(RingbaAccount account) => (account.BaseAddress, account.AccountId);
}
