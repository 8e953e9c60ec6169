using System.Globalization;
using System.Text.RegularExpressions;

namespace CallScript.TestKit.Speech;

/// <summary>
/// How far a transcript is from the truth: wrong, missing and extra words, divided by the words of the truth. Both
/// texts are first brought to one spelling, so that "$5", "5 dollars" and "Five dollars," are the same.
/// </summary>
public static partial class WordErrorRate
{
    private static readonly string[] Small =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens =
        ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    private static readonly Dictionary<string, string> Spellings = new(StringComparer.Ordinal)
    {
        ["ok"] = "okay",
        ["mr"] = "mister",
        ["mrs"] = "missus",
        ["dr"] = "doctor",
        ["goodbye"] = "good bye",
        ["cannot"] = "can not",
        ["login"] = "log in",
        ["logon"] = "log on",
        ["voicemail"] = "voice mail",
        ["dialled"] = "dialed",
        ["cancelled"] = "canceled",
        ["1st"] = "first",
        ["2nd"] = "second",
        ["3rd"] = "third",
    };

    /// <summary>Errors divided by the number of words in the truth; 0 is perfect, above 1 is possible.</summary>
    public static double Of(string truth, string transcript)
    {
        var (expected, heard) = (Normalize(truth), Normalize(transcript));
        return expected.Count == 0 ? heard.Count : (double)Errors(expected, heard) / expected.Count;
    }

    /// <summary>The words of a text in one spelling: lower case, no punctuation, numbers as words.</summary>
    public static IReadOnlyList<string> Normalize(string text)
    {
        var plain = text.ToLowerInvariant().Replace('\u2019', '\'').Replace("&", " and ", StringComparison.Ordinal);
        plain = plain.Replace("%", " percent ", StringComparison.Ordinal);
        plain = Money().Replace(plain, match => match.Groups[2].Success
            ? $"{match.Groups[1].Value} dollars {match.Groups[2].Value} cents"
            : $"{match.Groups[1].Value} dollars");
        plain = ThousandsComma().Replace(plain, "");
        plain = plain.Replace("'", "", StringComparison.Ordinal);
        return [.. Word().Matches(plain).SelectMany(match => Spell(match.Value).Split(' '))];
    }

    /// <summary>Fewest substitutions, deletions and insertions that turn one list of words into the other.</summary>
    public static int Errors(IReadOnlyList<string> expected, IReadOnlyList<string> heard)
    {
        var previous = Enumerable.Range(0, heard.Count + 1).ToArray();
        for (var i = 1; i <= expected.Count; i++)
        {
            var current = new int[heard.Count + 1];
            current[0] = i;
            for (var j = 1; j <= heard.Count; j++)
            {
                current[j] = Math.Min(
                    Math.Min(previous[j], current[j - 1]) + 1,
                    previous[j - 1] + (expected[i - 1] == heard[j - 1] ? 0 : 1));
            }

            previous = current;
        }

        return previous[^1];
    }

    private static string Spell(string word) =>
        Spellings.TryGetValue(word, out var spelling) ? spelling : char.IsAsciiDigit(word[0]) ? SpellDigits(word) : word;

    private static string SpellDigits(string word)
    {
        var digits = new string([.. word.TakeWhile(char.IsAsciiDigit)]);
        var rest = word[digits.Length..];

        // Longer numbers and those with a leading zero are read digit by digit.
        var spelled = digits.Length > 6 || (digits.Length > 1 && digits[0] == '0')
            ? string.Join(' ', digits.Select(digit => Small[digit - '0']))
            : SpellNumber(int.Parse(digits, CultureInfo.InvariantCulture));
        return rest.Length == 0 ? spelled : $"{spelled} {rest}";
    }

    private static string SpellNumber(int number) => number switch
    {
        < 20 => Small[number],
        < 100 => Tens[number / 10] + Remainder(number % 10),
        < 1000 => $"{Small[number / 100]} hundred{Remainder(number % 100)}",
        _ => $"{SpellNumber(number / 1000)} thousand{Remainder(number % 1000)}",
    };

    private static string Remainder(int number) => number == 0 ? "" : " " + SpellNumber(number);

    [GeneratedRegex(@"\$(\d[\d,]*)(?:\.(\d\d))?")]
    private static partial Regex Money();

    [GeneratedRegex(@"(?<=\d),(?=\d{3})")]
    private static partial Regex ThousandsComma();

    [GeneratedRegex("[a-z0-9]+")]
    private static partial Regex Word();
}
