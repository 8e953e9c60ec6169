using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallScript.SampleMaker;

/// <summary>An invented call as a person writes it down: who says what, and what a careful reviewer would raise.</summary>
/// <param name="Vertical">Slug of the vertical, for example <c>debt_relief</c>.</param>
/// <param name="File"><c>mp3</c> or <c>wav</c>.</param>
/// <param name="Layout"><c>mono</c>, <c>stereo</c> (a party per channel) or <c>dual_mono</c> (the same sound on both).</param>
/// <param name="AgentChannel">Zero-based channel of the agent's side in a stereo file.</param>
/// <param name="LengthSeconds">Length of a call without lines; a spoken call is as long as its lines.</param>
/// <param name="Corrupt">Writes a file that looks like audio by its first bytes and holds none.</param>
/// <param name="Voices">The flite voice of each speaker.</param>
/// <param name="Expected">What has to come out.</param>
/// <param name="Note">Why.</param>
/// <param name="Ringba">The call as the call log reports it; copied to the truth file.</param>
/// <param name="Lines">In the order in which they are spoken.</param>
internal sealed record SampleScript(
    string Vertical,
    string File,
    string Layout,
    int AgentChannel,
    double? LengthSeconds,
    bool Corrupt,
    IReadOnlyDictionary<string, string> Voices,
    ScriptExpectation Expected,
    string Note,
    RingbaFacts Ringba,
    IReadOnlyList<ScriptLine> Lines);

/// <param name="Status">The state in which the pipeline has to leave the call.</param>
/// <param name="FailureCategory">The error code when the status is <c>failed</c>.</param>
/// <param name="Absences">Rules broken by something that is missing; they point at no line.</param>
internal sealed record ScriptExpectation(string Status, string? FailureCategory, IReadOnlyList<string> Absences);

/// <param name="Speaker"><c>agent</c>, <c>caller</c> or <c>greeting</c>.</param>
/// <param name="Text">Sentences as spoken, numbers in words.</param>
/// <param name="Pause">Seconds of silence before the line; a short natural pause when left out.</param>
/// <param name="ToneAfter">A recording tone follows the line.</param>
/// <param name="Breaks">
/// The rules that the line breaks, each with the sentence that shows it; null means the whole line.
/// </param>
internal sealed record ScriptLine(
    string Speaker, string Text, double? Pause, bool ToneAfter, IReadOnlyDictionary<string, string?>? Breaks);

/// <summary>The Ringba side of a sample. Money is text, so that it stays exact.</summary>
internal sealed record RingbaFacts(
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

/// <summary>What is true of a sample: the file next to the recording.</summary>
internal sealed record CallTruth(
    string Name,
    string File,
    string Vertical,
    double DurationSeconds,
    int Channels,
    string Layout,
    double LongestSilenceSeconds,
    ExpectedOutcome Expected,
    string Note,
    RingbaFacts Ringba,
    IReadOnlyList<TruthLine> Lines);

internal sealed record ExpectedOutcome(string Status, string? FailureCategory, IReadOnlyList<ExpectedFlag> Flags);

internal sealed record ExpectedFlag(string Slug, int? Segment, double? Start, double? End);

internal sealed record TruthLine(
    string Speaker, int Channel, double Start, double End, string Text, IReadOnlyList<TruthWord> Words);

[JsonConverter(typeof(OneLine))]
internal sealed record TruthWord(string Text, double Start, double End)
{
    /// <summary>Keeps a word on one line of an otherwise indented file.</summary>
    private sealed class OneLine : JsonConverter<TruthWord>
    {
        public override TruthWord Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            throw new NotSupportedException("Truth files are only written.");

        public override void Write(Utf8JsonWriter writer, TruthWord word, JsonSerializerOptions options) =>
            writer.WriteRawValue(string.Create(
                CultureInfo.InvariantCulture,
                $"{{ \"text\": {JsonSerializer.Serialize(word.Text, Plain)}, \"start\": {word.Start:0.###}, \"end\": {word.End:0.###} }}"));

        private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    }
}

/// <summary>A labelled call as the judge reads it, one per line.</summary>
internal sealed record LabelledCall(
    string Id,
    string Vertical,
    double DurationSeconds,
    IReadOnlyList<LabelledSegment> Segments,
    IReadOnlyList<LabelledFlag> Expected,
    string Note);

internal sealed record LabelledSegment(string Speaker, double Start, double End, string Text);

internal sealed record LabelledFlag(string Slug, int? Segment);
