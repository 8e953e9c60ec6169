using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallScript.Domain.Calls;
using CallScript.Domain.Privacy;

namespace CallScript.Application.Privacy;

/// <summary>A certificate's content. It names what was removed and holds nothing of it.</summary>
internal sealed record ErasureDocument(
    Guid OrganizationId,
    Guid ErasureId,
    string CallerHash,
    bool WholeCalls,
    Guid? RequestedBy,
    DateTimeOffset RequestedAt,
    Guid? ConfirmedBy,
    DateTimeOffset? ConfirmedAt,
    DateTimeOffset FinishedAt,
    IReadOnlyDictionary<RemovedPart, int> Removed,
    IReadOnlyList<ErasedCall> Calls)
{
    public const string Algorithm = "HMAC-SHA-256";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static string Write(Erasure erasure, IReadOnlyList<Removal> removals, DateTimeOffset now) => JsonSerializer.Serialize(
        new ErasureDocument(
            erasure.OrganizationId.Value,
            erasure.Id.Value,
            Convert.ToHexStringLower(erasure.CallerHash),
            erasure.DeletesCalls,
            erasure.RequestedBy?.Value,
            erasure.RequestedAt,
            erasure.ConfirmedBy?.Value,
            erasure.ConfirmedAt,
            now,
            removals.GroupBy(removal => removal.Part).OrderBy(part => part.Key).ToDictionary(part => part.Key, part => part.Sum(removal => removal.Count)),
            [
                .. removals.GroupBy(removal => removal.CallId).OrderBy(call => call.Key).Select(call => new ErasedCall(
                    call.Key.Value,
                    call.First().Source,
                    call.First().SourceCallId,
                    [
                        .. call.OrderBy(removal => removal.Part).Select(removal => new ErasedPart(
                            removal.Part, removal.Count, removal.Sha256, removal.ByteCount, removal.RemovedAt)),
                    ])),
            ]),
        Json);
}

internal sealed record ErasedCall(Guid CallId, CallSource Source, string SourceCallId, IReadOnlyList<ErasedPart> Removed);

internal sealed record ErasedPart(RemovedPart Part, int Count, string? Sha256, long? ByteCount, DateTimeOffset RemovedAt);
