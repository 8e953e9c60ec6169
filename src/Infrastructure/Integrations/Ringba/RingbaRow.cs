using System.Globalization;
using System.Text.Json;
using CallScript.Application.Ingest;
using CallScript.Domain.Calls;
using CallScript.Domain.Integrations;

namespace CallScript.Infrastructure.Integrations.Ringba;

/// <summary>
/// Reads one row of the call log. Values arrive as numbers or as text, money with or without a currency sign,
/// booleans as words; a value that is left out is null. Only money that was asked for and left out is known to be none: it
/// may have been taken back.
/// </summary>
/// <param name="values">What the row holds.</param>
/// <param name="asked">The columns that were asked for.</param>
internal sealed class RingbaRow(IReadOnlyDictionary<string, JsonElement> values, IReadOnlyList<string> asked)
{
    private static readonly TimeSpan LongestCall = TimeSpan.FromDays(7);

    /// <summary>A day that adds up to more is no day of calls.</summary>
    private const decimal LargestTotal = 1_000_000_000_000;

    private readonly List<string> _unreadable = [];
    private bool _isLive;

    /// <summary>Names of the columns whose value made no sense; they read as null.</summary>
    public IReadOnlyList<string> Unreadable => _unreadable;

    /// <returns>The call, or null when the row lacks its id or its time and cannot be used at all.</returns>
    public SourceCall? Read()
    {
        var id = Text(RingbaColumns.InboundCallId);
        var startedAt = Time(RingbaColumns.CallDt);
        _isLive = Flag(RingbaColumns.IsLive) ?? false;
        return id is null || id.Length > Call.SourceCallIdMaxLength || startedAt is null
            ? null
            : new SourceCall(
                id,
                startedAt.Value,
                Length(RingbaColumns.CallLength),
                _isLive,
                Text(RingbaColumns.CallerNumber),
                Address(RingbaColumns.RecordingUrl),
                Text(RingbaColumns.CampaignId),
                Text(RingbaColumns.CampaignName),
                Text(RingbaColumns.PublisherName),
                Text(RingbaColumns.Buyer),
                Text(RingbaColumns.TargetName),
                Money(RingbaColumns.Revenue),
                Money(RingbaColumns.Payout))
            {
                ConnectedDuration = Length(RingbaColumns.ConnectedLength),
            };
    }

    /// <summary>Reads a row of added up calls.</summary>
    public DayTotals ReadTotals() => new(
        (int?)Total(RingbaColumns.CallCount, int.MaxValue),
        Total(RingbaColumns.ConnectedLength, LargestTotal) is { } connected ? (long)Math.Round(connected) : null,
        Total(RingbaColumns.Revenue, LargestTotal),
        Total(RingbaColumns.Payout, LargestTotal));

    private decimal? Total(string column, decimal largest)
    {
        var total = Money(column);
        return total is { } amount && Math.Abs(amount) > largest ? UnusableValue<decimal>(column) : total;
    }

    private string? Text(string column) => values.TryGetValue(column, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => Clean(value.GetString()!),
            // The digits as sent: a number read through a double could come out as another one.
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            _ => Unusable<string>(column),
        }
        : null;

    // PostgreSQL refuses NUL in text, and a control character in a name is never meant.
    private static string? Clean(string text)
    {
        var clean = text.Any(char.IsControl) ? string.Concat(text.Where(letter => !char.IsControl(letter))) : text;
        return string.IsNullOrWhiteSpace(clean) ? null : clean.Trim();
    }

    private DateTimeOffset? Time(string column)
    {
        if (Text(column) is not { } text)
        {
            return null;
        }

        const NumberStyles whole = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent | NumberStyles.AllowLeadingSign;
        if (decimal.TryParse(text, whole, CultureInfo.InvariantCulture, out var milliseconds))
        {
            // 1 Jan 2000 to 1 Jan 3000: seconds taken for milliseconds would land in 1970 and be lost unnoticed.
            return milliseconds is >= 946_684_800_000 and < 32_503_680_000_000
                ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds)
                : UnusableValue<DateTimeOffset>(column);
        }

        // ISO 8601 with its zone, in case an account formats times after all. A time without a zone is a guess.
        return text.Length >= 20 && char.IsAsciiDigit(text[0]) && text[4] == '-' && (text.EndsWith('Z') || text[^6] is '+' or '-')
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : UnusableValue<DateTimeOffset>(column);
    }

    private TimeSpan? Length(string column)
    {
        if (Text(column) is not { } text)
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
        {
            return seconds >= 0 && seconds <= (decimal)LongestCall.TotalSeconds
                ? TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond))
                : UnusableValue<TimeSpan>(column);
        }

        return TimeSpan.TryParseExact(text, ["c", @"h\:mm\:ss", @"hh\:mm\:ss"], CultureInfo.InvariantCulture, out var length)
            && length >= TimeSpan.Zero && length <= LongestCall
            ? length
            : UnusableValue<TimeSpan>(column);
    }

    private decimal? Money(string column)
    {
        if (Text(column) is not { } text)
        {
            return asked.Contains(column) && !_isLive ? 0 : null;
        }

        const NumberStyles money = NumberStyles.Float | NumberStyles.AllowThousands | NumberStyles.AllowParentheses;
        return decimal.TryParse(text.Replace("$", "", StringComparison.Ordinal), money, CultureInfo.InvariantCulture, out var amount)
            ? amount
            : UnusableValue<decimal>(column);
    }

    private bool? Flag(string column) => Text(column)?.ToUpperInvariant() switch
    {
        null => null,
        "TRUE" or "YES" or "1" => true,
        "FALSE" or "NO" or "0" => false,
        _ => UnusableValue<bool>(column),
    };

    private Uri? Address(string column) =>
        Text(column) is { } text ? AddressOf(text) ?? Unusable<Uri>(column) : null;

    /// <returns>The address, or null when the text is none that can be kept and fetched.</returns>
    public static Uri? AddressOf(string? text) =>
        text?.Length <= Call.RecordingAddressMaxLength
        && Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" ? address : null;

    private T? Unusable<T>(string column)
        where T : class
    {
        _unreadable.Add(column);
        return null;
    }

    private T? UnusableValue<T>(string column)
        where T : struct
    {
        _unreadable.Add(column);
        return null;
    }
}
