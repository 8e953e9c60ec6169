using System.Globalization;
using System.Text;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;

namespace CallScript.Application.Recordings.Uploads;

/// <summary>
/// What a client says of a recording, in the form of the tus protocol: <c>key base64, key base64</c>. Keys are those of the
/// form of ImportRecording; others are kept and not looked at.
/// </summary>
public static class UploadMetadata
{
    public const int LongestText = 8_000;

    /// <summary>What the metadata says, with a nameless recording named after nothing in particular.</summary>
    /// <returns>A request without its content, or which key makes no sense.</returns>
    public static Result<RecordingDetails> Read(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = pair.Split(' ', 2);
            var bytes = new byte[parts.Length == 2 ? parts[1].Length : 0];
            if ((parts.Length == 2 && !Convert.TryFromBase64String(parts[1], bytes, out _)) || !values.TryAdd(parts[0], parts.Length == 2 ? Decode(parts[1]) : ""))
            {
                return Wrong(parts[0], "Give each key once, with its value in base64.");
            }
        }

        var vertical = Text(values, "vertical");
        if (vertical is not null && !Enum.GetValues<Vertical>().Any(known => NameOf(known) == vertical))
        {
            return Wrong("vertical", $"The verticals are {string.Join(", ", Enum.GetValues<Vertical>().Select(NameOf))}.");
        }

        DateTimeOffset startedAt = default;
        if (Text(values, "startedAt") is { } time && !DateTimeOffset.TryParse(
            time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out startedAt))
        {
            return Wrong("startedAt", "Give the time as ISO 8601.");
        }

        return new RecordingDetails(
            Text(values, "filename") ?? "recording",
            Text(values, "sourceCallId"),
            Text(values, "campaignName"),
            vertical is null ? null : Enum.GetValues<Vertical>().First(known => NameOf(known) == vertical),
            startedAt == default ? null : startedAt,
            Text(values, "callerNumber"));
    }

    private static string Decode(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));

    private static string? Text(Dictionary<string, string> values, string key) =>
        values.TryGetValue(key, out var text) && !string.IsNullOrWhiteSpace(text)
            ? string.Concat(text.Where(letter => !char.IsControl(letter))).Trim()
            : null;

    private static string NameOf(Vertical vertical) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(vertical.ToString());

    private static ValidationError Wrong(string key, string message) => new(new Dictionary<string, string[]> { [key] = [message] });
}
