using System.Collections.Frozen;
using System.Numerics;

namespace CallScript.Domain.Judging.Language;

/// <summary>
/// A compiled phrase. It is matched by carrying the set of all reachable positions from element to element (one bit
/// a token, so a match spans at most 64 tokens): the work is bounded by the product of phrase and window, and no
/// input can make it explode, which a backtracking expression cannot promise.
/// </summary>
/// <param name="Source">As written in the rule set.</param>
/// <param name="Elements">In order.</param>
internal sealed record Phrase(string Source, PhraseElement[] Elements)
{
    public const int MaxTokens = 63;

    /// <summary>One past the last token of the shortest match that starts at the token, or -1.</summary>
    public int MatchAt(Turn turn, int start)
    {
        var reached = PhraseElement.Advance(Elements, 1UL, new PhraseWindow(turn, start));
        return reached == 0 ? -1 : start + BitOperations.TrailingZeroCount(reached);
    }

    /// <summary>What a match can begin with.</summary>
    public PhraseStart Start() => PhraseElement.Start(Elements);
}

/// <summary>The tokens from a start to the end of its sentence.</summary>
internal readonly struct PhraseWindow(Turn turn, int start)
{
    private readonly Token[] _tokens = turn.Tokens;

    public int Length { get; } = Math.Min(turn.SentenceEnd(start) - start, Phrase.MaxTokens);

    public bool StartsSentence { get; } = turn.SentenceStart(start) == start;

    public string this[int offset] => _tokens[start + offset].Text;
}

/// <summary>What a match can begin with: words, beginnings of words, numbers, or anything.</summary>
internal sealed record PhraseStart(IReadOnlySet<string> Words, IReadOnlySet<string> Prefixes, bool Number, bool Anything)
{
    public static readonly PhraseStart Nothing = new(new HashSet<string>(), new HashSet<string>(), false, false);

    public static readonly PhraseStart AnyWord = Nothing with { Anything = true };

    public PhraseStart Or(PhraseStart other) => new(
        Words.Union(other.Words).ToHashSet(),
        Prefixes.Union(other.Prefixes).ToHashSet(),
        Number || other.Number,
        Anything || other.Anything);
}

internal abstract record PhraseElement
{
    /// <summary>Positions reachable from any of the given ones by matching this element once.</summary>
    public abstract ulong Advance(ulong positions, PhraseWindow window);

    public abstract PhraseStart Start();

    /// <summary>Whether the element may match nothing.</summary>
    public virtual bool IsOptional => false;

    public static ulong Advance(PhraseElement[] elements, ulong positions, PhraseWindow window)
    {
        foreach (var element in elements)
        {
            positions = element.Advance(positions, window);
            if (positions == 0)
            {
                return 0;
            }
        }

        return positions;
    }

    public static PhraseStart Start(PhraseElement[] elements)
    {
        var start = PhraseStart.Nothing;
        foreach (var element in elements)
        {
            start = start.Or(element.Start());
            if (!element.IsOptional)
            {
                return start;
            }
        }

        return PhraseStart.AnyWord;
    }

    protected static ulong Step(ulong positions, PhraseWindow window, Func<string, bool> accepts)
    {
        var next = 0UL;
        while (positions != 0)
        {
            var position = BitOperations.TrailingZeroCount(positions);
            positions &= positions - 1;
            if (position < window.Length && accepts(window[position]))
            {
                next |= 1UL << (position + 1);
            }
        }

        return next;
    }
}

/// <summary>One word out of a few; a word that ends in an asterisk stands for all that begin so, # for any number.</summary>
internal sealed record WordElement : PhraseElement
{
    private readonly string[] _forms;

    // A few words are compared in turn; for many, a frozen set looks at length and single characters before hashing.
    private readonly string[] _few = [];
    private readonly FrozenSet<string>? _many;
    private readonly string[] _prefixes;
    private readonly bool _number;
    private readonly Func<string, bool> _accepts;

    public WordElement(IEnumerable<string> forms)
    {
        var all = _forms = [.. forms];
        var words = all.Where(form => form != "#" && !form.EndsWith('*')).Distinct().ToArray();
        if (words.Length > 4)
        {
            _many = words.ToFrozenSet();
        }
        else
        {
            _few = words;
        }

        _prefixes = [.. all.Where(form => form.EndsWith('*')).Select(form => form[..^1])];
        _number = all.Contains("#");
        _accepts = Accepts;
    }

    public static WordElement Any(IEnumerable<WordElement> elements) => new(elements.SelectMany(element => element._forms));

    public override ulong Advance(ulong positions, PhraseWindow window) => Step(positions, window, _accepts);

    public override PhraseStart Start() => new((_many ?? _few.AsEnumerable()).ToHashSet(), _prefixes.ToHashSet(), _number, false);

    private bool Accepts(string word)
    {
        if (_many is not null && _many.Contains(word))
        {
            return true;
        }

        foreach (var one in _few)
        {
            if (one == word)
            {
                return true;
            }
        }

        foreach (var prefix in _prefixes)
        {
            if (word.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return _number && SpokenDigits.IsNumber(word);
    }
}

/// <summary>Up to so many words of any kind, except those that turn the meaning round.</summary>
internal sealed record GapElement(int Words) : PhraseElement
{
    private static readonly Func<string, bool> Accepts = word => word is not ("not" or "never" or "nobody" or "nothing" or "without");

    public override bool IsOptional => true;

    public override ulong Advance(ulong positions, PhraseWindow window)
    {
        var reached = positions;
        for (var i = 0; i < Words; i++)
        {
            reached |= Step(reached, window, Accepts);
        }

        return reached;
    }

    public override PhraseStart Start() => PhraseStart.AnyWord;
}

/// <summary>One of several sequences.</summary>
internal sealed record GroupElement(PhraseElement[][] Alternatives) : PhraseElement
{
    public override ulong Advance(ulong positions, PhraseWindow window)
    {
        var reached = 0UL;
        foreach (var alternative in Alternatives)
        {
            reached |= Advance(alternative, positions, window);
        }

        return reached;
    }

    public override PhraseStart Start() =>
        Alternatives.Aggregate(PhraseStart.Nothing, (start, alternative) => start.Or(Start(alternative)));
}

internal sealed record OptionalElement(PhraseElement Inner) : PhraseElement
{
    public override bool IsOptional => true;

    public override ulong Advance(ulong positions, PhraseWindow window) => positions | Inner.Advance(positions, window);

    public override PhraseStart Start() => Inner.Start();
}

/// <summary>The beginning of a sentence.</summary>
internal sealed record SentenceStartElement : PhraseElement
{
    public override bool IsOptional => true;

    public override ulong Advance(ulong positions, PhraseWindow window) => window.StartsSentence ? positions & 1UL : 0;

    public override PhraseStart Start() => PhraseStart.Nothing;
}

/// <summary>The end of a sentence.</summary>
internal sealed record SentenceEndElement : PhraseElement
{
    public override bool IsOptional => true;

    public override ulong Advance(ulong positions, PhraseWindow window) => positions & (1UL << window.Length);

    public override PhraseStart Start() => PhraseStart.Nothing;
}
