namespace CallScript.Domain.Calls;

/// <summary>Telephone numbers as people and sources write them, brought to one form so that the same number compares equal.</summary>
public static class PhoneNumber
{
    /// <summary>How many digits at the end a masked number shows.</summary>
    public const int SuffixLength = 4;

    private const string Hidden = "•••";
    private const int ShortestInternational = 8;
    private const int LongestInternational = 15;
    private const int NationalLength = 10;

    /// <summary>
    /// E.164: <c>+</c> and digits. A number without a country code is one of the United States and Canada. What holds
    /// digits but is no telephone number (a short code, an extension) stays as its digits; text without a digit, such as
    /// <c>anonymous</c>, is no number at all.
    /// </summary>
    public static string? Normalize(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        if (digits.Length == 0)
        {
            return null;
        }

        if (text.TrimStart().StartsWith('+') && digits.Length is >= ShortestInternational and <= LongestInternational)
        {
            return $"+{digits}";
        }

        return digits switch
        {
            { Length: NationalLength } => $"+1{digits}",
            ['1', .. { Length: NationalLength }] => $"+{digits}",
            ['0', '1', '1', .. { Length: >= ShortestInternational and <= LongestInternational } international] => $"+{international}",
            _ => digits.Length <= CallParties.NumberMaxLength ? digits : digits[..CallParties.NumberMaxLength],
        };
    }

    /// <summary>Whether a normalized number is a whole one of E.164, not a piece.</summary>
    public static bool IsComplete(string normalized) => normalized.StartsWith('+');

    /// <summary>The last digits of a normalized number; what is too short to hide anything shows nothing.</summary>
    public static string Suffix(string normalized) => IsComplete(normalized) ? normalized[^SuffixLength..] : "";

    /// <summary>A normalized number as those see it who may not see it whole: <c>+1 ••• ••• 1234</c>.</summary>
    public static string Mask(string normalized)
    {
        if (!IsComplete(normalized))
        {
            return Hidden;
        }

        var isNorthAmerican = normalized.Length == NationalLength + 2 && normalized[1] == '1';
        return isNorthAmerican ? $"+1 {Hidden} {Hidden} {Suffix(normalized)}" : $"+{Hidden} {Hidden} {Suffix(normalized)}";
    }
}

/// <summary>A caller's number as it is stored: nothing of it can be read without the organization's keys.</summary>
/// <param name="Hash">Keyed hash of the normalized number: equal for the same caller within one organization.</param>
/// <param name="SuffixHash">Keyed hash of the last digits, for a search by them; empty when there are none to show.</param>
/// <param name="SealedNumber">The normalized number, encrypted for this call.</param>
public sealed record ProtectedCaller(byte[] Hash, byte[] SuffixHash, byte[] SealedNumber);
