using System.IO.Compression;

namespace CallScript.Bench.Speech;

/// <summary>Telephone prompts at 8 kHz spoken by a woman, from the Debian packages asterisk-core-sounds-en(-wav).</summary>
internal static class TelephonePrompts
{
    private const string Sounds = "/usr/share/asterisk/sounds/en_US_f_Allison";
    private const string Texts = "/usr/share/doc/asterisk-core-sounds-en/core-sounds-en.txt.gz";

    // Shorter ones are single words without any context.
    private const int FewestWords = 4;

    /// <summary>All sentences; none where the packages are not installed.</summary>
    public static IReadOnlyList<(string Path, string Text)> All => Directory.Exists(Sounds) && File.Exists(Texts) ? [.. Read()] : [];

    private static IEnumerable<(string Path, string Text)> Read()
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Texts), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split(": ", 2);

            // Square brackets describe a sound that is not speech.
            if (line.StartsWith(';') || parts.Length < 2 || parts[1].Contains('[') || parts[1].Split(' ').Length < FewestWords)
            {
                continue;
            }

            var path = Path.Combine(Sounds, parts[0] + ".wav");
            if (File.Exists(path))
            {
                yield return (path, parts[1]);
            }
        }
    }
}
