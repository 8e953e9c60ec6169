using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallScript.RingbaSimulator;

/// <summary>The part of a sample's truth file that Ringba would know.</summary>
/// <param name="Name">The sample's name.</param>
/// <param name="File">Its recording, beside the truth file.</param>
/// <param name="DurationSeconds">Length of the call.</param>
/// <param name="Ringba">How Ringba reports it.</param>
public sealed record Sample(string Name, string File, double DurationSeconds, SampleRingbaFacts Ringba);

/// <param name="AgeMinutes">How long ago the call ended when the simulator starts.</param>
/// <param name="ContentType">What the recording is called when served; right for its file when null.</param>
public sealed record SampleRingbaFacts(
    string CampaignId,
    string CampaignName,
    string PublisherName,
    string BuyerName,
    string TargetName,
    string Revenue,
    string Payout,
    string CallerNumber,
    int AgeMinutes,
    string? ContentType);

/// <summary>The sample calls as rows of a call log.</summary>
public sealed class SampleLibrary
{
    private readonly string _folder;

    private SampleLibrary(string folder, IReadOnlyList<Sample> samples) => (_folder, Samples) = (folder, samples);

    /// <summary>Newest first.</summary>
    public IReadOnlyList<Sample> Samples { get; }

    /// <param name="folder">The folder <c>samples</c>, or <c>calls</c> in it.</param>
    public static SampleLibrary Load(string folder)
    {
        var calls = Path.Combine(folder, "calls") is var inner && Directory.Exists(inner) ? inner : folder;
        if (!Directory.Exists(calls))
        {
            throw new DirectoryNotFoundException($"There is no folder of samples at '{folder}'.");
        }

        var samples = Directory.EnumerateFiles(calls, "*.json").Order(StringComparer.Ordinal)
            .Select(path => JsonSerializer.Deserialize<Sample>(File.ReadAllText(path), JsonSerializerOptions.Web)
                ?? throw new InvalidDataException($"{path} holds no sample."))
            .OrderBy(sample => sample.Ringba.AgeMinutes)
            .ToList();
        return samples.Count > 0
            ? new SampleLibrary(calls, samples)
            : throw new InvalidDataException($"The folder '{calls}' holds no samples.");
    }

    public Sample? Find(string name) => Samples.FirstOrDefault(sample => sample.Name == name);

    /// <summary>The sample as a call that ended at a time.</summary>
    public SimulatedCall ToCall(Sample sample, DateTimeOffset endedAt)
    {
        var facts = sample.Ringba;
        var duration = TimeSpan.FromSeconds(sample.DurationSeconds);
        return new SimulatedCall
        {
            StartedAt = endedAt - duration,
            Duration = duration,
            Recording = SimulatedRecording.OfFile(Path.Combine(_folder, sample.File), facts.ContentType),
            Fields = new Dictionary<string, JsonNode?>
            {
                ["inboundPhoneNumber"] = facts.CallerNumber,
                ["campaignId"] = facts.CampaignId,
                ["campaignName"] = facts.CampaignName,
                ["publisherName"] = facts.PublisherName,
                ["buyer"] = facts.BuyerName,
                ["targetName"] = facts.TargetName,
                ["endCallSource"] = "Caller",
                ["conversionAmount"] = Money(facts.Revenue),
                ["payoutAmount"] = Money(facts.Payout),
            },
        };
    }

    /// <summary>
    /// All samples as calls of the recent past. Ids and addresses stay the same from start to start, so that an
    /// installation that was shut down meets the same calls again and not their doubles.
    /// </summary>
    public IEnumerable<SimulatedCall> ToRecentCalls(DateTimeOffset now, TimeSpan? spacing) =>
        Samples.Select((sample, index) =>
            ToCall(sample, now - (spacing * index ?? TimeSpan.FromMinutes(sample.Ringba.AgeMinutes))) with
            {
                InboundCallId = $"RGB{SimulatedCall.StableHex("call", sample.Name)}",
                RecordingKey = SimulatedCall.StableHex("recording", sample.Name).ToLowerInvariant(),
            });

    // Nothing earned is no value, which Ringba leaves out.
    private static JsonValue? Money(string amount) =>
        decimal.Parse(amount, CultureInfo.InvariantCulture) is var value && value != 0 ? JsonValue.Create(value) : null;
}
