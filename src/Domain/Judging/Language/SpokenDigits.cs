using System.Collections.Frozen;

namespace CallScript.Domain.Judging.Language;

/// <summary>Numbers as people read them out.</summary>
internal static class SpokenDigits
{
    private static readonly FrozenDictionary<string, string> Units = new Dictionary<string, string>
    {
        ["zero"] = "0",
        ["one"] = "1",
        ["two"] = "2",
        ["three"] = "3",
        ["four"] = "4",
        ["five"] = "5",
        ["six"] = "6",
        ["seven"] = "7",
        ["eight"] = "8",
        ["nine"] = "9",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> Teens = new Dictionary<string, string>
    {
        ["ten"] = "10",
        ["eleven"] = "11",
        ["twelve"] = "12",
        ["thirteen"] = "13",
        ["fourteen"] = "14",
        ["fifteen"] = "15",
        ["sixteen"] = "16",
        ["seventeen"] = "17",
        ["eighteen"] = "18",
        ["nineteen"] = "19",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> Tens = new Dictionary<string, string>
    {
        ["twenty"] = "2",
        ["thirty"] = "3",
        ["forty"] = "4",
        ["fourty"] = "4",
        ["fifty"] = "5",
        ["sixty"] = "6",
        ["seventy"] = "7",
        ["eighty"] = "8",
        ["ninety"] = "9",
    }.ToFrozenDictionary();

    // Words that speech engines write for a digit. They count only between digits.
    private static readonly FrozenDictionary<string, string> Misheard = new Dictionary<string, string>
    {
        ["oh"] = "0",
        ["o"] = "0",
        ["owe"] = "0",
        ["for"] = "4",
        ["fore"] = "4",
        ["to"] = "2",
        ["too"] = "2",
        ["won"] = "1",
        ["ate"] = "8",
        ["tree"] = "3",
        ["sex"] = "6",
        ["nein"] = "9",
        ["fife"] = "5",
        ["niner"] = "9",
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Magnitudes = FrozenSet.Create("hundred", "thousand", "million");

    public static bool IsNumber(string text) =>
        IsDigits(text) || Units.ContainsKey(text) || Teens.ContainsKey(text) || Tens.ContainsKey(text) || Magnitudes.Contains(text);

    public static bool IsDigits(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    /// <summary>The digits that a token at this place of a number contributes, and how many tokens that takes; null when none.</summary>
    public static (string Digits, int Tokens)? Read(ReadOnlySpan<Token> tokens, bool insideNumber)
    {
        var text = tokens[0].Text;
        var next = tokens.Length > 1 && tokens[1].Pause != Pause.Sentence ? tokens[1].Text : "";
        if (IsDigits(text))
        {
            return (text, 1);
        }

        if (Units.TryGetValue(text, out var unit))
        {
            return next == "hundred" ? (unit + "00", 2) : (unit, 1);
        }

        if (Teens.TryGetValue(text, out var teen))
        {
            return (teen, 1);
        }

        if (Tens.TryGetValue(text, out var ten))
        {
            return Units.TryGetValue(next, out var after) && after != "0" ? (ten + after, 2) : (ten + "0", 1);
        }

        if (text is "double" or "triple" && Single(next) is { } repeated)
        {
            return (new string(repeated[0], text == "double" ? 2 : 3), 2);
        }

        if (insideNumber ? Misheard.ContainsKey(text) && IsNextDigit(next) : text is "oh" or "o" && IsNextDigit(next))
        {
            return (Misheard[text], 1);
        }

        // The last "oh" of a number has no digit after it.
        return insideNumber && text is "oh" or "o" ? ("0", 1) : null;
    }

    private static bool IsNextDigit(string next) =>
        IsDigits(next)
        || Units.ContainsKey(next)
        || Teens.ContainsKey(next)
        || Tens.ContainsKey(next)
        || next is "oh" or "o" or "double" or "triple";

    private static string? Single(string text) =>
        text.Length == 1 && char.IsAsciiDigit(text[0]) ? text
        : Units.TryGetValue(text, out var unit) ? unit
        : text is "oh" or "o" ? "0"
        : null;
}
