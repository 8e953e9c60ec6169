using System.Text.Json;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;
using CallScript.Domain.Transcription;

namespace CallScript.Domain.Judging.Evaluation;

/// <summary>
/// Reads one line of a file of calls: a JSON object with <c>id</c>, <c>vertical</c>, <c>durationSeconds</c>,
/// <c>segments</c> (<c>speaker</c>, <c>start</c>, <c>end</c>, <c>text</c>, optional <c>words</c>) and, when labelled,
/// <c>expected</c> (<c>slug</c>, <c>segment</c>). Other members are ignored, so that files may carry notes.
/// </summary>
internal static class LabelledCallReader
{
    /// <summary>Sixteen times the longest call that a speech engine is given; more is no transcript.</summary>
    public const int MaxSegments = 50_000;

    private static readonly Dictionary<string, Vertical> Verticals =
        Enum.GetValues<Vertical>().ToDictionary(vertical => JsonNamingPolicy.SnakeCaseLower.ConvertName(vertical.ToString()));

    private static readonly Dictionary<string, Speaker> Speakers =
        Enum.GetValues<Speaker>().ToDictionary(speaker => JsonNamingPolicy.SnakeCaseLower.ConvertName(speaker.ToString()));

    public static Result<LabelledCall> Read(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return Call(document.RootElement);
        }
        catch (JsonException e)
        {
            return Invalid($"it is not valid JSON ({e.Message})");
        }
        catch (MalformedCallException e)
        {
            return Invalid(e.Message);
        }
    }

    private static LabelledCall Call(JsonElement root)
    {
        Require(root.ValueKind == JsonValueKind.Object, "it is not a JSON object");
        var id = Text(root, "id", "the call");
        Require(id.Length > 0, "'id' is empty");
        var vertical = Named(Verticals, Text(root, "vertical", "the call"), "vertical");
        var duration = Seconds(root, "durationSeconds", "the call");
        var elements = List(root, "segments", "the call");
        Require(elements.GetArrayLength() <= MaxSegments, $"it has more than {MaxSegments} segments");
        var segments = elements.EnumerateArray().Select(ReadSegment).ToList();
        for (var i = 1; i < segments.Count; i++)
        {
            Require(segments[i].Start >= segments[i - 1].Start, $"segment {i} starts before segment {i - 1}");
        }

        return new LabelledCall(id, new JudgedConversation(vertical, duration, segments), ReadExpected(root, segments.Count));
    }

    private static Segment ReadSegment(JsonElement element, int index)
    {
        var where = $"segment {index}";
        Require(element.ValueKind == JsonValueKind.Object, $"{where} is not an object");
        var (start, end) = (Seconds(element, "start", where), Seconds(element, "end", where));
        Require(end >= start, $"{where} ends before it starts");
        var words = element.TryGetProperty("words", out var list) && list.ValueKind != JsonValueKind.Null
            ? List(element, "words", where).EnumerateArray().Select(word => ReadWord(word, where)).ToList()
            : [];
        var channel = element.TryGetProperty("channel", out var number) && number.ValueKind == JsonValueKind.Number
            && number.TryGetInt32(out var value) ? value : 0;
        return new Segment(
            Named(Speakers, Text(element, "speaker", where), "speaker"), channel, start, end, Text(element, "text", where), words);
    }

    private static Word ReadWord(JsonElement element, string segment)
    {
        var where = $"a word of {segment}";
        Require(element.ValueKind == JsonValueKind.Object, $"{where} is not an object");
        var confidence = element.TryGetProperty("confidence", out _) ? Seconds(element, "confidence", where) : 1;
        return new Word(Text(element, "text", where), Seconds(element, "start", where), Seconds(element, "end", where), confidence);
    }

    private static List<ExpectedFlag>? ReadExpected(JsonElement root, int segments)
    {
        if (!root.TryGetProperty("expected", out var labels) || labels.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var expected = new List<ExpectedFlag>();
        foreach (var label in List(root, "expected", "the call").EnumerateArray())
        {
            Require(label.ValueKind == JsonValueKind.Object, "an expected flag is not an object");
            var slug = Text(label, "slug", "an expected flag");
            Require(expected.All(flag => flag.Slug != slug), $"'{slug}' is expected twice");
            int? segment = null;
            if (label.TryGetProperty("segment", out var index) && index.ValueKind != JsonValueKind.Null)
            {
                Require(
                    index.ValueKind == JsonValueKind.Number && index.TryGetInt32(out var number) && number >= 0 && number < segments,
                    $"the segment of the expected '{slug}' is not the index of a segment");
                segment = index.GetInt32();
            }

            expected.Add(new ExpectedFlag(slug, segment));
        }

        return expected;
    }

    private static string Text(JsonElement element, string name, string where)
    {
        Require(
            element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String,
            $"'{name}' of {where} is missing or no text");
        return value.GetString()!;
    }

    private static double Seconds(JsonElement element, string name, string where)
    {
        Require(
            element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number,
            $"'{name}' of {where} is missing or no number");
        var number = value.GetDouble();
        Require(double.IsFinite(number) && number >= 0, $"'{name}' of {where} is negative or too large");
        return number;
    }

    private static JsonElement List(JsonElement element, string name, string where)
    {
        Require(
            element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array,
            $"'{name}' of {where} is missing or no list");
        return value;
    }

    private static T Named<T>(Dictionary<string, T> names, string name, string what)
        where T : struct
    {
        Require(names.ContainsKey(name), $"the {what} '{name}' is none of {string.Join(", ", names.Keys)}");
        return names[name];
    }

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new MalformedCallException(problem);
        }
    }

    private static Error Invalid(string problem) => new(ErrorKind.Validation, "malformed_call", problem);

    // Only a way out of nested reading; it never leaves this class.
    private sealed class MalformedCallException(string message) : Exception(message);
}
