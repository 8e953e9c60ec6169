namespace CallScript.Domain.Judging.Language;

/// <summary>
/// Compiles phrases. The notation, in terms of normalised words:
/// <c>x y|z</c> one of several sequences, which reach to the nearest bracket or over the whole phrase;
/// <c>approv*</c> any word that begins so; <c>#</c> any number; <c>x?</c> or <c>(..)?</c> may be missing;
/// <c>...</c> up to four words, <c>...7</c> up to seven;
/// <c>&lt;name&gt;</c> any phrase of that vocabulary; <c>^</c> and <c>$</c> the beginning and end of a sentence.
/// </summary>
internal sealed class Lexicon
{
    private const int DefaultGap = 4;
    private const int LongestGap = 12;

    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> _vocabulary;
    private readonly Dictionary<string, GroupElement> _compiled = [];
    private readonly Stack<string> _compiling = new();

    public Lexicon(IReadOnlyDictionary<string, IReadOnlyList<string>> vocabulary)
    {
        _vocabulary = vocabulary;
        foreach (var name in vocabulary.Keys)
        {
            Vocabulary(name);
        }
    }

    public PhraseSet Compile(IEnumerable<string> phrases) => new([.. phrases.Select(Compile)]);

    /// <exception cref="InvalidRuleSetException">The phrase breaks the notation.</exception>
    public Phrase Compile(string source)
    {
        var position = 0;
        var group = Alternatives(source, ref position);
        if (position < source.Length)
        {
            throw Invalid(source, position, "')' was never opened");
        }

        if (group.Alternatives.Any(alternative => alternative[0] is GapElement || alternative.All(element => element.IsOptional)))
        {
            throw Invalid(source, 0, "a phrase must begin with a word and hold one that is not optional");
        }

        return new Phrase(source, group.Alternatives is [var only] ? only : [group]);
    }

    private GroupElement Vocabulary(string name)
    {
        if (_compiled.TryGetValue(name, out var done))
        {
            return done;
        }

        if (!_vocabulary.TryGetValue(name, out var phrases))
        {
            throw new InvalidRuleSetException($"The vocabulary '{name}' is not defined.");
        }

        if (_compiling.Contains(name))
        {
            throw new InvalidRuleSetException($"The vocabulary '{name}' refers to itself.");
        }

        if (phrases.Count == 0)
        {
            throw new InvalidRuleSetException($"The vocabulary '{name}' is empty.");
        }

        _compiling.Push(name);
        var group = Simplified([.. phrases.Select(phrase => Compile(phrase).Elements)]);
        _compiling.Pop();
        _compiled[name] = group;
        return group;
    }

    // Alternatives reach from one bracket to the next; outside of brackets, over the whole phrase.
    private GroupElement Alternatives(string source, ref int position)
    {
        var alternatives = new List<PhraseElement[]> { Sequence(source, ref position) };
        while (position < source.Length && source[position] == '|')
        {
            position++;
            alternatives.Add(Sequence(source, ref position));
        }

        return Simplified(alternatives);
    }

    // Single words, by far the most frequent alternatives, are looked up at once instead of tried in turn.
    private static GroupElement Simplified(List<PhraseElement[]> alternatives)
    {
        var words = alternatives.Where(alternative => alternative is [WordElement]).Select(alternative => alternative[0]).Cast<WordElement>().ToList();
        return words.Count < 2
            ? new GroupElement([.. alternatives])
            : new GroupElement([[WordElement.Any(words)], .. alternatives.Where(alternative => alternative is not [WordElement])]);
    }

    private PhraseElement[] Sequence(string source, ref int position)
    {
        var elements = new List<PhraseElement>();
        while (true)
        {
            while (position < source.Length && source[position] == ' ')
            {
                position++;
            }

            if (position == source.Length || source[position] is ')' or '|')
            {
                break;
            }

            var element = Element(source, ref position);
            if (position < source.Length && source[position] == '?')
            {
                element = new OptionalElement(element);
                position++;
            }

            elements.Add(element);
        }

        return elements.Count > 0 ? [.. elements] : throw Invalid(source, position, "nothing stands here");
    }

    private PhraseElement Element(string source, ref int position)
    {
        switch (source[position])
        {
            case '(':
                var opened = position++;
                var group = Alternatives(source, ref position);
                if (position == source.Length)
                {
                    throw Invalid(source, opened, "'(' is not closed");
                }

                position++;
                return group;
            case '<':
                var close = source.IndexOf('>', position);
                if (close < 0)
                {
                    throw Invalid(source, position, "'<' is not closed");
                }

                var name = source[(position + 1)..close];
                position = close + 1;
                return Vocabulary(name);
            case '^':
                position++;
                return new SentenceStartElement();
            case '$':
                position++;
                return new SentenceEndElement();
            case '.':
                return Gap(source, ref position);
            default:
                return Word(source, ref position);
        }
    }

    private static GapElement Gap(string source, ref int position)
    {
        var start = position;
        while (position < source.Length && source[position] == '.')
        {
            position++;
        }

        if (position - start != 3)
        {
            throw Invalid(source, start, "a gap is written with three full stops");
        }

        var digits = position;
        while (position < source.Length && char.IsAsciiDigit(source[position]))
        {
            position++;
        }

        var words = position == digits ? DefaultGap : position - digits > 2 ? LongestGap + 1 : int.Parse(source[digits..position]);
        return words is >= 1 and <= LongestGap
            ? new GapElement(words)
            : throw Invalid(source, start, $"a gap holds 1 to {LongestGap} words");
    }

    private static WordElement Word(string source, ref int position)
    {
        var start = position;
        while (position < source.Length
            && (char.IsAsciiLetterLower(source[position]) || char.IsAsciiDigit(source[position]) || source[position] is '*' or '#'))
        {
            position++;
        }

        var form = source[start..position];
        if (form.Length == 0)
        {
            throw Invalid(source, position, "a word in lower-case letters or digits is missing");
        }

        if (form.IndexOf('*') is var star && star >= 0 && (star != form.Length - 1 || star == 0))
        {
            throw Invalid(source, start, "'*' belongs at the end of a word");
        }

        return form.Contains('#') && form.Length > 1 ? throw Invalid(source, start, "'#' stands alone") : new WordElement([form]);
    }

    private static InvalidRuleSetException Invalid(string source, int position, string problem) =>
        new($"The phrase \"{source}\" is wrong at character {position + 1}: {problem}.");
}
