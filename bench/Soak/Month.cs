using System.Text.Json.Nodes;
using CallScript.RingbaSimulator;

namespace CallScript.Bench.Soak;

/// <summary>An account's calls as they finally are, the same for the same seed.</summary>
internal static class Month
{
    public static void Fill(CallBook book, string account, int seed, int count, DateTimeOffset from, TimeSpan length, Audio audio)
    {
        var random = new Random(HashCode(seed, account));
        for (var i = 0; i < count; i++)
        {
            var name = $"{seed}/{account}/{i}";
            var seconds = random.NextDouble() switch
            {
                < 0.03 => 0,
                < 0.08 => random.Next(1, 5),
                < 0.98 => random.Next(5, 900),
                _ => random.Next(3_600, 6 * 3_600),
            };
            var campaign = random.Next(6);
            book.Add(new SimulatedCall
            {
                InboundCallId = $"RGB{SimulatedCall.StableHex("call", name)}",
                RecordingKey = SimulatedCall.StableHex("recording", name).ToLowerInvariant(),
                AccountId = account,
                StartedAt = from + TimeSpan.FromMilliseconds((long)(random.NextDouble() * length.TotalMilliseconds)),
                Duration = TimeSpan.FromSeconds(seconds),
                Recording = seconds == 0 ? null : SimulatedRecording.OfBytes(audio.Cut(random), "audio/wav"),
                Fields = new Dictionary<string, JsonNode?>
                {
                    ["inboundPhoneNumber"] = $"+1512555{random.Next(10_000):D4}",
                    ["campaignId"] = $"CA{campaign}",
                    ["campaignName"] = $"Campaign {campaign}",
                    ["publisherName"] = $"Publisher {random.Next(9)}",
                    ["buyer"] = $"Buyer {random.Next(5)}",
                    ["targetName"] = $"Target {random.Next(5)}",
                    ["conversionAmount"] = Money(random),
                    ["payoutAmount"] = Money(random),
                },
            });
        }
    }

    // Whole cents, parts of cents, nothing at all.
    private static JsonValue? Money(Random random) => random.NextDouble() switch
    {
        < 0.3 => null,
        < 0.9 => JsonValue.Create(random.Next(1, 30_000) / 100m),
        _ => JsonValue.Create(random.Next(1, 3_000_000) / 10_000m),
    };

    // string.GetHashCode differs from process to process.
    private static int HashCode(int seed, string account) => account.Aggregate(seed, (hash, letter) => unchecked((hash * 31) + letter));
}
