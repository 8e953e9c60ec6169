using System.Text;

namespace CallScript.Workers.Commands;

/// <summary>Reads lines one at a time and never holds more than one, whatever the input.</summary>
internal static class BoundedLines
{
    /// <summary>Characters; a transcript of many hours with word times stays below.</summary>
    public const int MaxLineLength = 32 * 1024 * 1024;

    /// <summary>The lines with their numbers from 1; the text is null for a line that is too long.</summary>
    public static async IAsyncEnumerable<(int Number, string? Text)> ReadAsync(
        TextReader reader, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new char[64 * 1024];
        var line = new StringBuilder();
        var (number, isTooLong) = (1, false);
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            var start = 0;
            for (var newline = Array.IndexOf(buffer, '\n', 0, read);
                newline >= 0;
                newline = Array.IndexOf(buffer, '\n', start, read - start))
            {
                Append(line, buffer.AsSpan(start, newline - start), ref isTooLong);
                yield return (number++, isTooLong ? null : line.ToString().TrimEnd('\r'));
                line.Clear();
                isTooLong = false;
                start = newline + 1;
            }

            Append(line, buffer.AsSpan(start, read - start), ref isTooLong);
        }

        if (line.Length > 0 || isTooLong)
        {
            yield return (number, isTooLong ? null : line.ToString().TrimEnd('\r'));
        }
    }

    private static void Append(StringBuilder line, ReadOnlySpan<char> part, ref bool isTooLong)
    {
        isTooLong |= line.Length + part.Length > MaxLineLength;
        if (isTooLong)
        {
            line.Clear();
        }
        else
        {
            line.Append(part);
        }
    }
}
