using System.Text.Json;
using CallScript.Application.Ingest;

namespace CallScript.Infrastructure.Integrations.Ringba;

/// <summary>
/// Reads what <c>calllogs/detail</c> says of one call: the columns of a row of the call log, and events. Nothing was asked for
/// by name, so that an amount that is left out is unknown and not none.
/// </summary>
internal static class RingbaDetail
{
    private const string Events = "events";
    private const string EventName = "name";
    private const string Completed = "CompletedCall";

    /// <returns>The call; null when the record does not say how long it was and whether it is over.</returns>
    public static SourceCall? Read(IReadOnlyDictionary<string, JsonElement> record)
    {
        var events = record.TryGetValue(Events, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(entry => entry.ValueKind == JsonValueKind.Object).ToList()
            : [];
        var saysWhetherItIsOver = record.ContainsKey(RingbaColumns.IsLive) || events.Exists(entry => TextOf(entry, EventName) == Completed);
        if (!record.ContainsKey(RingbaColumns.CallLength) || !saysWhetherItIsOver)
        {
            return null;
        }

        var call = new RingbaRow(record, asked: []).Read();

        // The newest event is the last; the record's own column may still hold the address of the beginning.
        var recording = events.Select(entry => RingbaRow.AddressOf(TextOf(entry, RingbaColumns.RecordingUrl))).LastOrDefault(address => address is not null);
        return call is null ? null : call with { Recording = recording ?? call.Recording };
    }

    private static string? TextOf(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
