namespace CallScript.Domain.Judging.Language;

/// <summary>Phrases indexed by their first words, so that most tokens are dismissed with one look-up.</summary>
internal sealed class PhraseSet
{
    private readonly Dictionary<string, List<Phrase>> _byFirstWord = [];
    private readonly List<Phrase> _others = [];

    public PhraseSet(IReadOnlyList<Phrase> phrases)
    {
        Count = phrases.Count;
        foreach (var phrase in phrases)
        {
            if (phrase.FirstWords() is not { } words)
            {
                _others.Add(phrase);
                continue;
            }

            foreach (var word in words)
            {
                if (!_byFirstWord.TryGetValue(word, out var list))
                {
                    _byFirstWord[word] = list = [];
                }

                list.Add(phrase);
            }
        }
    }

    public int Count { get; }

    /// <summary>Matches in order of their first word, at most one for each first word.</summary>
    public IEnumerable<Span> Find(Turn turn) => Find(turn, 0, turn.Tokens.Length);

    /// <summary>Matches that lie within the given tokens.</summary>
    public IEnumerable<Span> Find(Turn turn, int from, int to)
    {
        for (var start = from; start < to; start++)
        {
            var end = MatchAt(turn, start);
            if (end >= 0 && end <= to)
            {
                yield return new Span(turn, start, end);
            }
        }
    }

    public bool IsIn(Turn turn) => Count > 0 && Find(turn).Any();

    public bool IsIn(Turn turn, int from, int to) => Count > 0 && Find(turn, from, to).Any();

    private int MatchAt(Turn turn, int start)
    {
        var best = -1;
        if (_byFirstWord.TryGetValue(turn.Tokens[start].Text, out var candidates))
        {
            best = Shortest(candidates, turn, start, best);
        }

        return Shortest(_others, turn, start, best);
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
