using CallScript.Domain.Judging.Language;

namespace CallScript.Domain.Judging.Detection;

/// <summary>
/// Finds full Social Security, payment-card and bank-account numbers that are spoken. Digits alone decide nothing:
/// a phone number, an order number and an account number look alike. What decides is the length, the grouping and
/// the nearest word that says what the number is.
/// </summary>
internal sealed class SpokenNumberDetector(Rule rule, SpokenNumberDocument document, Lexicon lexicon) : Detector(rule)
{
    /// <summary>Digits of the shortest account number; anything less is an age, a price or a house number.</summary>
    private const int ShortestNumber = 6;

    private const int TurnsBack = 3;
    private const int WordsAfter = 8;
    private const int InterjectionWords = 4;

    private static readonly HashSet<string> Separators = ["dash", "hyphen", "space", "then", "and", "comma", "okay", "point", "slash"];

    private readonly (NumberKind Kind, PhraseSet Names)[] _names =
    [
        (NumberKind.Social, lexicon.Compile(document.Social)),
        (NumberKind.Card, lexicon.Compile(document.Card)),
        (NumberKind.Bank, lexicon.Compile(document.Bank)),
        (NumberKind.Harmless, lexicon.Compile(document.Harmless)),
    ];

    private enum NumberKind
    {
        Unknown,
        Social,
        Card,
        Bank,
        Harmless,
    }

    public override Violation? Detect(Dialogue dialogue, IReadOnlyDictionary<string, Violation> earlier) =>
        Clearest(dialogue.Turns.SelectMany(turn => Numbers(dialogue, turn))
            .Where(number => number.Digits.Length >= ShortestNumber)
            .Select(number => new Violation(Confidence(number, KindOf(dialogue, number)), number.Words)));

    private static double Confidence(SpokenNumber number, NumberKind kind)
    {
        var digits = number.Digits;
        switch (kind)
        {
            case NumberKind.Social:
                // A speech engine may drop or double a digit of a number that was said in full.
                return digits.Length switch { 9 => 0.95, 8 or 10 or 11 => 0.65, _ => 0 };
            case NumberKind.Card:
                return digits.Length is >= 13 and <= 19 ? 0.95 : 0;
            case NumberKind.Bank:
                return digits.Length is >= ShortestNumber and <= 19 ? 0.9 : 0;
            case NumberKind.Unknown:
                if (digits.Length is 15 or 16 && digits[0] is >= '3' and <= '6')
                {
                    return PassesCheckDigit(digits) ? 0.9 : 0.7;
                }

                return digits.Length == 9 && number.Groups is [3, 2, 4] ? 0.75 : 0;
            default:
                return 0;
        }
    }

    private NumberKind KindOf(Dialogue dialogue, SpokenNumber number)
    {
        var turn = number.Words.Turn;
        if (LastName(turn, 0, number.Words.From) is var before && before != NumberKind.Unknown)
        {
            return before;
        }

        foreach (var (kind, names) in _names)
        {
            if (names.IsIn(turn, number.Words.To, Math.Min(turn.Tokens.Length, number.Words.To + WordsAfter)))
            {
                return kind;
            }
        }

        for (var back = 1; back <= TurnsBack && turn.Index - back >= 0; back++)
        {
            var earlier = dialogue.Turns[turn.Index - back];
            if (LastName(earlier, 0, earlier.Tokens.Length) is var named && named != NumberKind.Unknown)
            {
                return named;
            }
        }

        return NumberKind.Unknown;
    }

    private NumberKind LastName(Turn turn, int from, int to)
    {
        var last = (Kind: NumberKind.Unknown, End: -1);
        foreach (var (kind, names) in _names)
        {
            foreach (var span in names.Find(turn, from, to))
            {
                // At the same place the more telling kind, listed first, wins.
                if (span.To > last.End)
                {
                    last = (kind, span.To);
                }
            }
        }

        return last.Kind;
    }

    private static IEnumerable<SpokenNumber> Numbers(Dialogue dialogue, Turn turn)
    {
        foreach (var number in NumbersIn(turn))
        {
            yield return number.Words.To == turn.Tokens.Length ? Continued(dialogue, number) : number;
        }
    }

    // "four four one two" - "mm hm" - "nine one three three": one number read in pieces.
    private static SpokenNumber Continued(Dialogue dialogue, SpokenNumber number)
    {
        var index = number.Words.Turn.Index;
        while (index + 2 < dialogue.Turns.Count
            && dialogue.Turns[index + 1].Tokens.Length <= InterjectionWords
            && dialogue.Turns[index + 2] is var next
            && next.Speaker == number.Words.Turn.Speaker
            && NumbersIn(next).FirstOrDefault() is { } piece
            && piece.Words.From <= 1)
        {
            number = number with { Digits = number.Digits + piece.Digits, Groups = [.. number.Groups, .. piece.Groups] };
            if (piece.Words.To < next.Tokens.Length)
            {
                break;
            }

            index += 2;
        }

        return number;
    }

    private static IEnumerable<SpokenNumber> NumbersIn(Turn turn)
    {
        var tokens = turn.Tokens;
        var i = 0;
        while (i < tokens.Length)
        {
            if (SpokenDigits.Read(tokens.AsSpan(i), insideNumber: false) is not { } first)
            {
                i++;
                continue;
            }

            var start = i;
            var digits = first.Digits;
            var groups = new List<int> { first.Digits.Length };
            i += first.Tokens;
            var end = i;
            while (i < tokens.Length)
            {
                var next = Separators.Contains(tokens[i].Text) ? i + 1 : i;
                if (next >= tokens.Length
                    || SpokenDigits.Read(tokens.AsSpan(next), insideNumber: true) is not { } read
                    || StartsAnotherNumber(tokens[next], groups[^1], read.Digits.Length))
                {
                    break;
                }

                digits += read.Digits;
                groups.Add(read.Digits.Length);
                i = end = next + read.Tokens;
            }

            yield return new SpokenNumber(new Span(turn, start, end), digits, [.. groups]);
        }
    }

    // "60618, 312 555 0148" are two numbers; "4111, 1111, 1111" is one that is read with pauses.
    private static bool StartsAnotherNumber(Token token, int before, int after) =>
        token.Pause != Pause.None && (before > 4 || after > 4);

    // The check digit of payment cards (ISO/IEC 7812): every second digit from the right is doubled.
    private static bool PassesCheckDigit(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : (digit * 2 / 10) + (digit * 2 % 10);
        }

        return sum % 10 == 0;
    }

    private sealed record SpokenNumber(Span Words, string Digits, int[] Groups);
}
