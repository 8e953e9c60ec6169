using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallScript.Application.Ingest;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;

namespace CallScript.Infrastructure.Integrations.StandardWebhooks;

/// <summary>
/// Calls as JSON, signed as the Standard Webhooks specification says (symmetric, <c>v1</c>). Any system that can send an
/// HTTP request can deliver in this format.
/// </summary>
internal sealed class StandardWebhooksFormat : IDeliveryFormat
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";
    public const string SecretPrefix = "whsec_";

    private const string Version = "v1,";
    private const int SecretBytes = 32;
    private const int MostSignatures = 10;
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = 8,
        NumberHandling = JsonNumberHandling.Strict,
    };

    public string Name => "standard_webhooks";

    public string Title => "JSON, signed by Standard Webhooks";

    public string NewSecret() => SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    public Result<string> Verify(Delivery delivery, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        if (!delivery.Headers.TryGetValue(IdHeader, out var id) || !IsId(id)
            || !delivery.Headers.TryGetValue(TimestampHeader, out var time)
            || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || !delivery.Headers.TryGetValue(SignatureHeader, out var signatures))
        {
            return DeliveryErrors.Refused;
        }

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{time}."), .. delivery.Body.Span];
        var given = signatures.Split(' ', MostSignatures + 1).Take(MostSignatures)
            .Where(signature => signature.StartsWith(Version, StringComparison.Ordinal))
            .Select(signature => FromBase64(signature[Version.Length..]))
            .ToList();

        // Every pair is compared, however many match: the time tells nothing.
        var matches = false;
        foreach (var secret in secrets)
        {
            var expected = HMACSHA256.HashData(Convert.FromBase64String(secret[SecretPrefix.Length..]), signed);
            foreach (var signature in given)
            {
                matches |= CryptographicOperations.FixedTimeEquals(expected, signature);
            }
        }

        return !matches ? DeliveryErrors.Refused
            : Math.Abs(now.ToUnixTimeSeconds() - (decimal)seconds) > (decimal)Tolerance.TotalSeconds ? DeliveryErrors.TooOld
            : id;
    }

    public Result<IReadOnlyList<SourceCall>> Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            var isList = body.Span.TrimStart(" \t\r\n"u8) is [(byte)'[', ..];
            IReadOnlyList<DeliveredCall?> calls = isList
                ? JsonSerializer.Deserialize<List<DeliveredCall?>>(body.Span, Json)!
                : [JsonSerializer.Deserialize<DeliveredCall>(body.Span, Json)];
            var foreign = calls.Index().Where(entry => entry.Item is not { } call || !call.IsInDollars)
                .ToDictionary(
                    entry => entry.Item is null ? $"calls[{entry.Index}]" : $"calls[{entry.Index}].currency",
                    entry => new[] { entry.Item is null ? "Give a call." : "Amounts are kept in US dollars. Give USD, or leave it out." });
            return foreign.Count > 0
                ? new ValidationError(foreign)
                : Result<IReadOnlyList<SourceCall>>.Of([.. calls.Select(call => call!.ToSourceCall())]);
        }
        catch (JsonException malformed)
        {
            return DeliveryErrors.Unreadable(
                malformed.Path is { Length: > 1 } path ? path.TrimStart('$', '.') : "body",
                "This is not JSON of the kind that is expected: a call, or a list of calls.");
        }
    }

    private static bool IsId(string id) =>
        id.Length is > 0 and <= WebhookDelivery.DeliveryIdMaxLength && id.All(letter => char.IsAscii(letter) && !char.IsControl(letter));

    private static byte[] FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var count) ? bytes[..count] : [];
    }
}

/// <summary>A call as it is delivered. What is left out is unknown.</summary>
/// <param name="SourceCallId">The sender's id of the call; delivered again it is the same call.</param>
/// <param name="StartedAt">ISO 8601 with an offset.</param>
/// <param name="DurationSeconds">The whole call.</param>
/// <param name="IsLive">The call is still going on.</param>
/// <param name="CallerNumber">Best as E.164.</param>
/// <param name="DialedNumber">Best as E.164.</param>
/// <param name="RecordingUrl">Fetched within minutes, without credentials.</param>
/// <param name="CampaignId">The sender's id of the campaign.</param>
/// <param name="CampaignName">For people; the vertical is guessed from it.</param>
/// <param name="PublisherName">Who sent the call.</param>
/// <param name="BuyerName">Who bought the call.</param>
/// <param name="TargetName">Where the call was routed.</param>
/// <param name="Revenue">What the buyer pays.</param>
/// <param name="Payout">What the publisher gets.</param>
/// <param name="Currency">USD, or left out.</param>
public sealed record DeliveredCall(
    string SourceCallId,
    DateTimeOffset StartedAt,
    double? DurationSeconds = null,
    bool IsLive = false,
    string? CallerNumber = null,
    string? DialedNumber = null,
    Uri? RecordingUrl = null,
    string? CampaignId = null,
    string? CampaignName = null,
    string? PublisherName = null,
    string? BuyerName = null,
    string? TargetName = null,
    decimal? Revenue = null,
    decimal? Payout = null,
    string? Currency = null)
{
    private const double LongestSeconds = 1e9;

    internal bool IsInDollars => Currency is null || Currency.Equals("USD", StringComparison.OrdinalIgnoreCase);

    internal SourceCall ToSourceCall() => new(
        SourceCallId?.Trim() ?? "",
        StartedAt.ToUniversalTime(),
        // Bounded, so that what is checked afterwards can be expressed at all.
        DurationSeconds is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, -1, LongestSeconds)) : null,
        IsLive,
        Text(CallerNumber),
        RecordingUrl,
        Text(CampaignId),
        Text(CampaignName),
        Text(PublisherName),
        Text(BuyerName),
        Text(TargetName),
        Revenue,
        Payout)
    {
        DialedNumber = Text(DialedNumber),
    };

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
