using CallScript.Domain.Transcription;

namespace CallScript.Domain.Judging.Language;

/// <summary>Cuts the text of segments into tokens. One pass over the characters, so any input is safe.</summary>
internal sealed class Tokenizer
{
    private static readonly HashSet<string> Abbreviations = ["dr", "mr", "mrs", "ms", "st", "jr", "sr", "vs", "inc", "ave"];

    private readonly List<Token> _tokens = [];
    private readonly Dictionary<int, bool> _questionMarks = [];

    // Carried from one segment of a turn to the next: text without a full stop runs on.
    private Pause _pause = Pause.Sentence;

    /// <summary>Turns of a conversation in order; segments without a word belong to none.</summary>
    public static List<Turn> Turns(IReadOnlyList<Segment> segments)
    {
        var turns = new List<Turn>();
        var index = 0;
        while (index < segments.Count)
        {
            var first = index;
            var tokenizer = new Tokenizer();
            do
            {
                tokenizer.Append(segments[index].Text, index);
                index++;
            }
            while (index < segments.Count && Continues(segments[index - 1], segments[index]));

            if (tokenizer._tokens.Count > 0)
            {
                turns.Add(new Turn(
                    turns.Count, segments[first].Speaker, first, index - 1, [.. tokenizer._tokens], tokenizer._questionMarks));
            }
        }

        return turns;
    }

    // Neighbouring unknown segments may well be different people; a pause of two seconds ends what was being said.
    private static bool Continues(Segment before, Segment after) =>
        before.Speaker == after.Speaker && after.Speaker != Speaker.Unknown && after.Start - before.End <= 2;

    private void Append(string text, int segment)
    {
        var position = 0;
        while (position < text.Length)
        {
            if (!char.IsLetterOrDigit(text[position]))
            {
                _pause = PauseAfter(text, position);
                position++;
                continue;
            }

            var end = EndOfWord(text, position);
            Add(text, position, end, segment);
            if (end < text.Length && text[end] == '%')
            {
                _tokens.Add(new Token("percent", segment, end, end + 1, Pause.None, false));
            }

            position = end;
        }
    }

    private Pause PauseAfter(string text, int position)
    {
        switch (text[position])
        {
            case '?' or '!':
            case '.' when EndsASentence(text, position):
                _questionMarks[_tokens.Count] = text[position] == '?';

                return Pause.Sentence;
            case ',' or ';' or ':' when _pause == Pause.None:
                return Pause.Comma;
            default:
                return _pause;
        }
    }

    private bool EndsASentence(string text, int position)
    {
        if (position + 1 < text.Length && !char.IsWhiteSpace(text[position + 1]) && text[position + 1] is not ('"' or '”' or '\'' or '.'))
        {
            return false;
        }

        var start = position;
        while (start > 0 && char.IsLetter(text[start - 1]))
        {
            start--;
        }

        var word = text[start..position];
        return _tokens.Count > 0 && !(word.Length == 1 && word is not ("I" or "i")) && !Abbreviations.Contains(word.ToLowerInvariant());
    }

    private static int EndOfWord(string text, int start)
    {
        var end = start;
        var isNumber = char.IsAsciiDigit(text[start]);
        while (end < text.Length)
        {
            var c = text[end];
            var continues = char.IsLetterOrDigit(c)
                || (IsApostrophe(c) && end + 1 < text.Length && char.IsLetter(text[end + 1]))
                || (isNumber && c == ',' && IsThousandsComma(text, start, end));
            if (!continues)
            {
                break;
            }

            end++;
        }

        return end;
    }

    // "6,400" is one number; "60618, 312" and "4, 1, 1" are several.
    private static bool IsThousandsComma(string text, int start, int comma) =>
        comma - start is >= 1 and <= 7
        && comma + 3 < text.Length
        && char.IsAsciiDigit(text[comma + 1])
        && char.IsAsciiDigit(text[comma + 2])
        && char.IsAsciiDigit(text[comma + 3])
        && (comma + 4 >= text.Length || !char.IsAsciiDigit(text[comma + 4]));

    private static bool IsApostrophe(char c) => c is '\'' or '’' or '‘' or '`';

    private void Add(string text, int from, int to, int segment)
    {
        var written = text[from..to].ToLowerInvariant();
        var straight = string.Concat(written.Select(c => IsApostrophe(c) ? '\'' : c));
        var plain = new string([.. straight.Where(c => c is not ('\'' or ','))]);
        if (plain.Length == 0 || SpokenForms.Fillers.Contains(plain))
        {
            return;
        }

        var pause = _pause;
        _pause = Pause.None;
        var isCapitalized = char.IsUpper(text[from]);
        if (SpokenForms.Expand(straight, plain) is { } expansion)
        {
            foreach (var word in expansion)
            {
                _tokens.Add(new Token(word, segment, from, to, pause, isCapitalized));
                pause = Pause.None;
            }

            return;
        }

        // A possessive or an unlisted contraction: "Dana's" is looked up as "dana".
        if (straight.EndsWith("'s", StringComparison.Ordinal))
        {
            plain = plain[..^1];
        }

        if (pause == Pause.None && Merge(plain, segment, to))
        {
            return;
        }

        _tokens.Add(new Token(plain, segment, from, to, pause, isCapitalized));
        if (from > 0 && text[from - 1] == '$')
        {
            _tokens.Add(new Token("dollars", segment, from, to, Pause.None, false));
        }
    }

    private bool Merge(string word, int segment, int to)
    {
        if (_tokens.Count == 0 || _tokens[^1] is var last && last.Segment != segment)
        {
            return false;
        }

        if (SpokenForms.Join(last.Text, word) is { } joined)
        {
            _tokens[^1] = last with { Text = joined, To = to };
            return true;
        }

        // "the the" is a stutter; numbers and spelt letters repeat on purpose.
        if (last.Text == word && (word.Length > 1 || word == "i") && !SpokenDigits.IsNumber(word))
        {
            _tokens[^1] = last with { To = to };
            return true;
        }

        return false;
    }
}
