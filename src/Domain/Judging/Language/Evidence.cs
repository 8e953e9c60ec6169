using CallScript.Domain.Transcription;

namespace CallScript.Domain.Judging.Language;

/// <summary>Where in the recording the words of a match are, and how to quote them.</summary>
internal static class Evidence
{
    /// <summary>A longer sentence is quoted only around the match.</summary>
    private const int LongestQuote = 220;

    private const int QuotedWordsAround = 10;

    /// <summary>The part of the match that lies in the segment of its first word, and the sentence around it.</summary>
    public static (int Segment, double Start, double End, string Quote) Of(Dialogue dialogue, Span span)
    {
        var turn = span.Turn;
        var index = span.First.Segment;
        var segment = dialogue.Segment(index);
        var last = LastInSegment(turn, span.From, span.To, index);
        var (start, end) = Times(segment, span.First.From, turn.Tokens[last].To);

        var from = turn.SentenceStart(span.From);
        while (turn.Tokens[from].Segment != index)
        {
            from++;
        }

        var to = LastInSegment(turn, last, turn.SentenceEnd(last), index);
        if (turn.Tokens[to].To - turn.Tokens[from].From > LongestQuote)
        {
            from = Math.Max(from, span.From - QuotedWordsAround);
            to = Math.Min(to, last + QuotedWordsAround);
        }

        var quoteEnd = turn.Tokens[to].To;
        if (quoteEnd < segment.Text.Length && segment.Text[quoteEnd] is '.' or '?' or '!' or '%')
        {
            quoteEnd++;
        }

        return (index, start, end, segment.Text[turn.Tokens[from].From..quoteEnd]);
    }

    /// <summary>
    /// Seconds at which a stretch of a segment's text is spoken: from the word times where there are any, else by
    /// its place in the text.
    /// </summary>
    public static (double Start, double End) Times(Segment segment, int from, int to)
    {
        var cursor = 0;
        double? start = null;
        double? end = null;
        foreach (var word in segment.Words)
        {
            var found = word.Text.Length == 0 ? -1 : segment.Text.IndexOf(word.Text, cursor, StringComparison.OrdinalIgnoreCase);
            if (found < 0)
            {
                continue;
            }

            cursor = found + word.Text.Length;
            if (found >= to)
            {
                break;
            }

            if (cursor > from)
            {
                start ??= word.Start;
                end = word.End;
            }
        }

        if (start is { } first && end is { } last)
        {
            return (first, Math.Max(first, last));
        }

        var length = Math.Max(1, segment.Text.Length);
        var seconds = segment.End - segment.Start;
        return (segment.Start + (seconds * from / length), segment.Start + (seconds * Math.Min(to, length) / length));
    }

    private static int LastInSegment(Turn turn, int from, int to, int segment)
    {
        var last = from;
        while (last + 1 < to && turn.Tokens[last + 1].Segment == segment)
        {
            last++;
        }

        return last;
    }
}
