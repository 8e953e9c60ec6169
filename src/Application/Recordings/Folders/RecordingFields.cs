using System.Globalization;
using System.Text.RegularExpressions;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;

namespace CallScript.Application.Recordings.Folders;

/// <summary>What a recording's name or side-car can say of the call, by the names that both use.</summary>
public static partial class RecordingFields
{
    public const string ExternalId = "external_id";
    public const string StartedAt = "started_at";
    public const string Caller = "caller";
    public const string Campaign = "campaign";
    public const string Publisher = "publisher";
    public const string Buyer = "buyer";
    public const string Duration = "duration";
    public const string Revenue = "revenue";
    public const string Payout = "payout";

    private const double LongestDuration = 1e9;

    public static IReadOnlyList<string> Names { get; } = [ExternalId, StartedAt, Caller, Campaign, Publisher, Buyer, Duration, Revenue, Payout];

    /// <summary>Makes a request's details of what was said; amounts, lengths and times are exact or refused.</summary>
    /// <param name="fileName">The file's name; long numbers in it are shortened, because they may be a caller's.</param>
    /// <param name="fields">Texts by the name of their field.</param>
    /// <param name="vertical">Of the folder.</param>
    /// <param name="fileTime">When the call began, where nobody says.</param>
    public static Result<RecordingDetails> Read(
        string fileName, IReadOnlyDictionary<string, string> fields, Vertical? vertical, DateTimeOffset fileTime)
    {
        DateTimeOffset? startedAt = fileTime;
        if (Text(fields, StartedAt) is { } time)
        {
            if (!IsoDate().IsMatch(time) || !DateTimeOffset.TryParse(
                time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var parsed))
            {
                return FolderErrors.NoTime;
            }

            startedAt = parsed;
        }

        TimeSpan? duration = null;
        if (Text(fields, Duration) is { } length)
        {
            if (Number(length) is not { } seconds || (double)Math.Abs(seconds) > LongestDuration)
            {
                return FolderErrors.NoNumber(Duration, "seconds");
            }

            duration = TimeSpan.FromSeconds((double)seconds);
        }

        if (Amount(fields, Revenue) is { IsSuccess: false } noRevenue)
        {
            return noRevenue.Error;
        }

        if (Amount(fields, Payout) is { IsSuccess: false } noPayout)
        {
            return noPayout.Error;
        }

        return new RecordingDetails(
            Shorten(Printable(fileName)), Text(fields, ExternalId), Text(fields, Campaign), vertical, startedAt, Text(fields, Caller))
        {
            PublisherName = Text(fields, Publisher),
            BuyerName = Text(fields, Buyer),
            Duration = duration,
            Revenue = Amount(fields, Revenue).Value,
            Payout = Amount(fields, Payout).Value,
        };
    }

    private static Result<decimal?> Amount(IReadOnlyDictionary<string, string> fields, string name) => Text(fields, name) switch
    {
        null => (decimal?)null,
        { } text when Number(text) is { } amount => amount,
        _ => FolderErrors.NoNumber(name, "US dollars"),
    };

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static string? Text(IReadOnlyDictionary<string, string> fields, string name) =>
        fields.TryGetValue(name, out var text) && !string.IsNullOrWhiteSpace(text) ? Printable(text) : null;

    private static string Printable(string text) => string.Concat(text.Where(letter => !char.IsControl(letter))).Trim();

    private static string Shorten(string name) => LongNumber().Replace(name, match => $"…{match.Value[^4..]}");

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]|\z)", RegexOptions.NonBacktracking)]
    private static partial Regex IsoDate();

    // Seven digits or more, with what people put between those of a telephone number. Ends with four digits in a row, where there are.
    [GeneratedRegex(@"[0-9](?:[-. ()]{0,2}[0-9]){6,}", RegexOptions.NonBacktracking)]
    private static partial Regex LongNumber();
}
