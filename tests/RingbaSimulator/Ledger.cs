using System.Security.Cryptography;

namespace CallScript.RingbaSimulator;

/// <summary>What is finally true of one call, whatever the call log showed of it in between.</summary>
/// <param name="InboundCallId">Its id.</param>
/// <param name="AccountId">The account whose log holds it.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="ConnectedSeconds">How long the parties spoke.</param>
/// <param name="Revenue">What the buyer pays; null when nothing.</param>
/// <param name="Payout">What the publisher gets; null when nothing.</param>
/// <param name="CampaignId">The campaign.</param>
/// <param name="RecordingSha256">Hash of the recording's bytes; null when nobody can get them.</param>
/// <param name="NoRecording">Why not.</param>
public sealed record LedgerEntry(
    string InboundCallId,
    string AccountId,
    DateTimeOffset StartedAt,
    long ConnectedSeconds,
    decimal? Revenue,
    decimal? Payout,
    string? CampaignId,
    string? RecordingSha256,
    string? NoRecording);

/// <summary>The final truth of every call: what a reader that misses nothing ends up with.</summary>
public sealed class Ledger(CallBook calls, FaultPlan faults, TimeProvider clock)
{
    /// <summary>The calls that have begun, oldest first.</summary>
    public IEnumerable<LedgerEntry> Entries
    {
        get
        {
            var now = clock.GetUtcNow();
            return calls.All
                .Where(call => call.StartedAt <= now)
                .OrderBy(call => call.StartedAt)
                .ThenBy(call => call.InboundCallId, StringComparer.Ordinal)
                .Select(Enter);
        }
    }

    private LedgerEntry Enter(SimulatedCall call)
    {
        var withheld = call.Recording is null ? Withheld.None : faults.Withholds(call);
        return new LedgerEntry(
            call.InboundCallId,
            calls.AccountOf(call),
            call.StartedAt,
            (long)Math.Round(call.Duration.TotalSeconds),
            Money(call, "conversionAmount"),
            Money(call, "payoutAmount"),
            call.Fields.GetValueOrDefault("campaignId")?.ToString(),
            withheld is null ? Hash(call.Recording!) : null,
            withheld);
    }

    private static decimal? Money(SimulatedCall call, string column) =>
        call.Fields.GetValueOrDefault(column)?.AsValue() is { } value && value.TryGetValue<decimal>(out var amount) ? amount : null;

    private static string Hash(SimulatedRecording recording)
    {
        using var content = recording.Open();
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }
}

/// <summary>The reasons for which a recording can never be had.</summary>
public static class Withheld
{
    /// <summary>There is no link and never will be.</summary>
    public const string None = "none";

    /// <summary>Not a byte comes.</summary>
    public const string Empty = "empty";

    /// <summary>A web page comes.</summary>
    public const string NotAudio = "not_audio";

    /// <summary>It does not end.</summary>
    public const string Endless = "endless";
}
