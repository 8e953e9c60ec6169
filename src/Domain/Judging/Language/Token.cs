namespace CallScript.Domain.Judging.Language;

/// <summary>What stands in the text between a word and the one before it.</summary>
internal enum Pause
{
    None,
    Comma,

    /// <summary>The token is the first of a sentence.</summary>
    Sentence,
}

/// <summary>One word in the form that phrases are written in, and where it came from.</summary>
/// <param name="Text">Lower case, no apostrophes, contractions spelt out.</param>
/// <param name="Segment">Index of the segment that holds it.</param>
/// <param name="From">First character in the segment's text.</param>
/// <param name="To">One past the last character in the segment's text.</param>
/// <param name="Pause">What separates it from the word before.</param>
/// <param name="IsCapitalized">Whether the transcript writes it with a capital.</param>
internal readonly record struct Token(string Text, int Segment, int From, int To, Pause Pause, bool IsCapitalized);
