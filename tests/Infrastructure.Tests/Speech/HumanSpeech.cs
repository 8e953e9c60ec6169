using System.IO.Compression;

namespace CallScript.Infrastructure.Tests.Speech;

/// <summary>Recordings of real people with their texts, from Debian packages that the set-up installs.</summary>
internal static class HumanSpeech
{
    private const string Prompts = "/usr/share/asterisk/sounds/en_US_f_Allison";
    private const string PromptTexts = "/usr/share/doc/asterisk-core-sounds-en/core-sounds-en.txt.gz";
    private const string Book = "/usr/share/pocketsphinx/test/data/librivox";

    /// <summary>Telephone prompts at 8 kHz, spoken by one woman.</summary>
    public static IReadOnlyList<(string Path, string Text)> TelephonePrompts(params string[] names)
    {
        Require(Prompts, "asterisk-core-sounds-en-wav");
        Require(PromptTexts, "asterisk-core-sounds-en");
        using var reader = new StreamReader(new GZipStream(File.OpenRead(PromptTexts), CompressionMode.Decompress));
        var texts = reader.ReadToEnd().Split('\n')
            .Where(line => line.Length > 0 && line[0] != ';' && line.Contains(": ", StringComparison.Ordinal))
            .Select(line => line.Split(": ", 2))
            .ToDictionary(parts => parts[0], parts => parts[1]);
        return [.. names.Select(name => (Path.Combine(Prompts, name + ".wav"), texts[name]))];
    }

    /// <summary>Sentences of a novel at 16 kHz, read by a volunteer.</summary>
    public static IReadOnlyList<(string Path, string Text)> BookSentences()
    {
        Require(Book, "pocketsphinx-testdata");
        return
        [
            .. File.ReadLines(Path.Combine(Book, "transcription")).Select(line =>
            {
                var name = line[(line.LastIndexOf('(') + 1)..^1];
                return (Path.Combine(Book, name + ".wav"), line[3..line.IndexOf("</s>", StringComparison.Ordinal)].Trim());
            }),
        ];
    }

    private static void Require(string path, string package)
    {
        if (!Path.Exists(path))
        {
            throw new InvalidOperationException($"'{path}' is missing: install the Debian package {package}; './callscript test' does it.");
        }
    }
}
