namespace CallScript.Infrastructure.Speech.Moonshine;

/// <summary>
/// Notices when greedy decoding runs in circles. People repeat themselves too ("no, no, no", a phone number full of
/// fives), so a short pattern must come back more often than a long one before it counts.
/// </summary>
internal static class RepetitionGuard
{
    private const int LongestPattern = 12;

    /// <returns>How many tokens at the end repeat what stands before them, or 0 when the text is no loop.</returns>
    public static int LoopLength(List<int> tokens)
    {
        for (var pattern = 1; pattern <= LongestPattern; pattern++)
        {
            var needed = pattern switch { 1 => 12, 2 => 7, 3 => 6, _ => 4 };
            if (Repeats(tokens, pattern, needed))
            {
                return pattern * (needed - 1);
            }
        }

        return 0;
    }

    private static bool Repeats(List<int> tokens, int pattern, int times)
    {
        if (tokens.Count < pattern * times)
        {
            return false;
        }

        for (var i = tokens.Count - (pattern * (times - 1)); i < tokens.Count; i++)
        {
            if (tokens[i] != tokens[i - pattern])
            {
                return false;
            }
        }

        return true;
    }
}
