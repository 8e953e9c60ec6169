namespace CallScript.Infrastructure.Speech.Moonshine;

/// <summary>A word with its place in the recording.</summary>
/// <param name="Text">As written, with its punctuation.</param>
/// <param name="Start">Sample of the recording at 16 kHz.</param>
/// <param name="End">Sample of the recording at 16 kHz, after <paramref name="Start"/>.</param>
/// <param name="Confidence">Geometric mean of its tokens' probabilities, 0 to 1.</param>
/// <param name="Span">Index of the stretch of speech in the recording's channel that it belongs to.</param>
internal sealed record TimedWord(string Text, long Start, long End, double Confidence, int Span);
