using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CallScript.Infrastructure.Speech.Assets;

/// <summary>
/// The model's vocabulary. The package carries it only inside its script, as one base64 literal: 32,000 entries, a line
/// each, in which U+2581 stands for a space and <c>&lt;0xNN&gt;</c> for a single byte.
/// </summary>
internal static partial class MoonshineVocabulary
{
    public const int Size = 32_000;

    /// <summary>Reads the vocabulary out of the package's script and writes it as <c>base64(bytes) id</c>, a line a token.</summary>
    /// <exception cref="InvalidDataException">The script holds no such vocabulary.</exception>
    public static string Extract(string script)
    {
        var literal = Literal().Match(script);
        if (!literal.Success)
        {
            throw new InvalidDataException("The package's script holds no vocabulary.");
        }

        var entries = Encoding.UTF8.GetString(Convert.FromBase64String(literal.Value)).Split('\n');
        if (entries.Length != Size)
        {
            throw new InvalidDataException($"The vocabulary has {entries.Length} entries where {Size} were expected.");
        }

        var lines = new StringBuilder();
        for (var id = 0; id < entries.Length; id++)
        {
            lines.Append(Convert.ToBase64String(Bytes(entries[id]))).Append(' ').Append(id).Append('\n');
        }

        return lines.ToString();
    }

    /// <summary>Reads what <see cref="Extract"/> wrote: the bytes of each token, by id.</summary>
    public static byte[][] Parse(IEnumerable<string> lines)
    {
        var tokens = lines.Select(line => Convert.FromBase64String(line[..line.LastIndexOf(' ')])).ToArray();
        return tokens.Length == Size
            ? tokens
            : throw new InvalidDataException($"The token file has {tokens.Length} entries where {Size} were expected.");
    }

    private static byte[] Bytes(string entry)
    {
        var single = SingleByte().Match(entry);
        return single.Success
            ? [byte.Parse(single.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)]
            : Encoding.UTF8.GetBytes(entry.Replace('\u2581', ' '));
    }

    // The literal begins with the encoded "<unk>\n<s>\n</s>\n".
    [GeneratedRegex(@"PHVuaz4KPHM\+Cjwvcz4K[A-Za-z0-9+/=]+")]
    private static partial Regex Literal();

    [GeneratedRegex("^<0x([0-9A-F]{2})>$")]
    private static partial Regex SingleByte();
}
