using System.Text.Json;

namespace CallScript.TestKit.Speech;

/// <summary>What is truly said, by whom and when, in one sample call, and what the rules should make of it.</summary>
/// <param name="Name">The sample; also the name of its files.</param>
/// <param name="File">The recording's file name.</param>
/// <param name="Vertical">In snake_case.</param>
/// <param name="DurationSeconds">Length of the recording.</param>
/// <param name="Expected">Final state and flags.</param>
/// <param name="Ringba">Only the caller's number: it tells which call of the log this is.</param>
/// <param name="Lines">In order of time; empty when nobody speaks or nothing can be decoded.</param>
public sealed record SampleTruth(
    string Name,
    string File,
    string Vertical,
    double DurationSeconds,
    ExpectedOutcome Expected,
    SampleRingba Ringba,
    IReadOnlyList<TrueLine>? Lines)
{
    /// <summary>Every committed sample.</summary>
    public static IReadOnlyList<SampleTruth> All { get; } =
    [
        .. Directory.EnumerateFiles(Repository.PathTo("samples", "calls"), "*.json")
            .Order(StringComparer.Ordinal)
            .Select(path => JsonSerializer.Deserialize<SampleTruth>(System.IO.File.ReadAllText(path), JsonSerializerOptions.Web)!),
    ];

    public string AudioPath => Repository.PathTo("samples", "calls", File);

    /// <summary>All words in the order of their lines.</summary>
    public string Text => string.Join(' ', (Lines ?? []).Select(line => line.Text));

    public static SampleTruth Named(string name) => All.Single(sample => sample.Name == name);
}

public sealed record ExpectedOutcome(string Status, string? FailureCategory, IReadOnlyList<ExpectedFlag> Flags);

/// <param name="Slug">The rule.</param>
/// <param name="Segment">Index of the line that shows it; null for an absence.</param>
/// <param name="Start">Seconds; null for an absence.</param>
/// <param name="End">Seconds; null for an absence.</param>
public sealed record ExpectedFlag(string Slug, int? Segment, double? Start, double? End);

public sealed record SampleRingba(string CallerNumber, string CampaignName, string Revenue, string Payout);

public sealed record TrueLine(string Speaker, int Channel, double Start, double End, string Text, IReadOnlyList<TrueWord> Words);

/// <param name="Text">With its punctuation.</param>
/// <param name="Start">Seconds from the start of the recording.</param>
/// <param name="End">Seconds from the start of the recording.</param>
public sealed record TrueWord(string Text, double Start, double End);
