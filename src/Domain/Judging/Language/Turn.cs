using CallScript.Domain.Transcription;

namespace CallScript.Domain.Judging.Language;

/// <summary>
/// Everything that one speaker says until another speaks. Speech engines cut turns at every breath; joining the
/// pieces lets a phrase reach across such a cut, while each token still knows its own segment.
/// </summary>
internal sealed class Turn
{
    private readonly int[] _sentenceStart;
    private readonly int[] _sentenceEnd;

    // For each sentence end that the text marks: whether by a question mark.
    private readonly Dictionary<int, bool> _questionMarks;

    public Turn(int index, Speaker speaker, int firstSegment, int lastSegment, Token[] tokens, Dictionary<int, bool> questionMarks)
    {
        (Index, Speaker, FirstSegment, LastSegment, Tokens, _questionMarks) =
            (index, speaker, firstSegment, lastSegment, tokens, questionMarks);
        _sentenceStart = new int[tokens.Length];
        _sentenceEnd = new int[tokens.Length];
        for (var i = 0; i < tokens.Length; i++)
        {
            _sentenceStart[i] = i == 0 || tokens[i].Pause == Pause.Sentence ? i : _sentenceStart[i - 1];
        }

        for (var i = tokens.Length - 1; i >= 0; i--)
        {
            _sentenceEnd[i] = i == tokens.Length - 1 || tokens[i + 1].Pause == Pause.Sentence ? i + 1 : _sentenceEnd[i + 1];
        }
    }

    public int Index { get; }

    public Speaker Speaker { get; }

    public int FirstSegment { get; }

    public int LastSegment { get; }

    public Token[] Tokens { get; }

    /// <summary>Index of the first token of the sentence that holds the token.</summary>
    public int SentenceStart(int token) => _sentenceStart[token];

    /// <summary>One past the last token of the sentence that holds the token.</summary>
    public int SentenceEnd(int token) => _sentenceEnd[token];

    /// <summary>
    /// Whether the sentence asks something: by its question mark or, as unpunctuated transcripts have none, by its
    /// first word.
    /// </summary>
    public bool IsQuestion(int token) =>
        _questionMarks.TryGetValue(_sentenceEnd[token], out var isQuestion)
            ? isQuestion
            : QuestionWords.Contains(Tokens[_sentenceStart[token]].Text);

    private static readonly HashSet<string> QuestionWords =
    [
        "what", "which", "who", "whose", "where", "why", "how", "do", "does", "did", "is", "are", "was", "were", "can", "could",
        "would", "will", "have", "has", "may", "should",
    ];
}

/// <summary>A stretch of tokens in one turn: [<paramref name="From"/>, <paramref name="To"/>).</summary>
internal readonly record struct Span(Turn Turn, int From, int To)
{
    public Token First => Turn.Tokens[From];

    public Token Last => Turn.Tokens[To - 1];
}
