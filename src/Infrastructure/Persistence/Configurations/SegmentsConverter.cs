using System.Text.Json;
using System.Text.Json.Serialization;
using CallScript.Domain.Transcription;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CallScript.Infrastructure.Persistence.Configurations;

/// <summary>A transcript's segments and words as one JSON value: they are always read and written together.</summary>
internal sealed class SegmentsConverter() : ValueConverter<IReadOnlyList<Segment>, string>(
    segments => Write(segments), json => Read(json))
{
    private static string Write(IReadOnlyList<Segment> segments) =>
        JsonSerializer.Serialize(segments, SegmentsJson.Default.IReadOnlyListSegment);

    private static IReadOnlyList<Segment> Read(string json) =>
        JsonSerializer.Deserialize(json, SegmentsJson.Default.IReadOnlyListSegment) ?? [];
}

/// <summary>Segments are immutable and replaced as a whole, so the list's identity says whether they changed.</summary>
internal sealed class SegmentsComparer() : ValueComparer<IReadOnlyList<Segment>>(
    (left, right) => ReferenceEquals(left, right), segments => segments.Count, segments => segments);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(IReadOnlyList<Segment>))]
internal sealed partial class SegmentsJson : JsonSerializerContext;
