namespace CallScript.Domain.Judging.Language;

/// <summary>Phrases indexed by what they can begin with, so that most tokens are dismissed with a look-up or two.</summary>
internal sealed class PhraseSet
{
    private const int PrefixLength = 3;

    private readonly Dictionary<string, List<Phrase>> _byWord = [];
    private readonly Dictionary<string, List<Phrase>> _byPrefix = [];
    private readonly Dictionary<string, List<Phrase>>.AlternateLookup<ReadOnlySpan<char>> _prefixes;
    private readonly List<Phrase> _numbers = [];
    private readonly List<Phrase> _others = [];

    public PhraseSet(IReadOnlyList<Phrase> phrases)
    {
        Count = phrases.Count;
        _prefixes = _byPrefix.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var phrase in phrases)
        {
            Index(phrase);
        }
    }

    public int Count { get; }

    /// <summary>Matches in order of their first word, at most one for each first word.</summary>
    public IEnumerable<Span> Find(Turn turn) => Find(turn, 0, turn.Tokens.Length);

    /// <summary>Matches that lie within the given tokens.</summary>
    public IEnumerable<Span> Find(Turn turn, int from, int to)
    {
        if (Count == 0)
        {
            yield break;
        }

        for (var start = from; start < to; start++)
        {
            var end = MatchAt(turn, start);
            if (end >= 0 && end <= to)
            {
                yield return new Span(turn, start, end);
            }
        }
    }

    public bool IsIn(Turn turn) => Find(turn).Any();

    public bool IsIn(Turn turn, int from, int to) => Find(turn, from, to).Any();

    private void Index(Phrase phrase)
    {
        var start = phrase.Start();
        if (start.Anything || start.Prefixes.Any(prefix => prefix.Length < PrefixLength))
        {
            _others.Add(phrase);
            return;
        }

        foreach (var word in start.Words)
        {
            Add(_byWord, word, phrase);
        }

        foreach (var prefix in start.Prefixes.Select(prefix => prefix[..PrefixLength]).Distinct())
        {
            Add(_byPrefix, prefix, phrase);
        }

        if (start.Number)
        {
            _numbers.Add(phrase);
        }
    }

    private static void Add(Dictionary<string, List<Phrase>> index, string key, Phrase phrase)
    {
        if (!index.TryGetValue(key, out var list))
        {
            index[key] = list = [];
        }

        list.Add(phrase);
    }

    private int MatchAt(Turn turn, int start)
    {
        var text = turn.Tokens[start].Text;
        var best = Shortest(_others, turn, start, -1);
        if (_byWord.TryGetValue(text, out var byWord))
        {
            best = Shortest(byWord, turn, start, best);
        }

        if (text.Length >= PrefixLength && _prefixes.TryGetValue(text.AsSpan(0, PrefixLength), out var byPrefix))
        {
            best = Shortest(byPrefix, turn, start, best);
        }

        return _numbers.Count > 0 && SpokenDigits.IsNumber(text) ? Shortest(_numbers, turn, start, best) : best;
    }

    private static int Shortest(List<Phrase> phrases, Turn turn, int start, int best)
    {
        foreach (var phrase in phrases)
        {
            var end = phrase.MatchAt(turn, start);
            if (end > start && (best < 0 || end < best))
            {
                best = end;
            }
        }

        return best;
    }
}
