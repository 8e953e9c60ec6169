namespace CallScript.Infrastructure.Recordings;

/// <summary>A kind of audio that the vault takes.</summary>
internal sealed record AudioKind(string MediaType, string Extension);

/// <summary>Tells what a file is by its first bytes, whatever its server or its name says.</summary>
internal static class MediaSniffer
{
    /// <summary>As many first bytes as any of the tests looks at.</summary>
    public const int HeadBytes = 16;

    private static readonly AudioKind Mp3 = new("audio/mpeg", "mp3");
    private static readonly AudioKind Wave = new("audio/wav", "wav");
    private static readonly AudioKind Flac = new("audio/flac", "flac");
    private static readonly AudioKind Ogg = new("audio/ogg", "ogg");
    private static readonly AudioKind Mp4 = new("audio/mp4", "m4a");

    /// <returns>The kind, or null when the bytes are no audio that is known here.</returns>
    public static AudioKind? Recognize(ReadOnlySpan<byte> head) =>
        head.StartsWith("ID3"u8) || IsMpegFrame(head) ? Mp3
        : head.StartsWith("RIFF"u8) && At(head, 8, "WAVE"u8) ? Wave
        : head.StartsWith("fLaC"u8) ? Flac
        : head.StartsWith("OggS"u8) ? Ogg
        : At(head, 4, "ftyp"u8) ? Mp4
        : null;

    /// <summary>What something that is no audio looks like, for people.</summary>
    public static string Describe(ReadOnlySpan<byte> head)
    {
        var text = head.StartsWith("\uFEFF"u8) ? head[3..] : head;
        return text.TrimStart(" \t\r\n"u8) switch
        {
            [(byte)'<', ..] => "a web page or XML",
            [(byte)'{' or (byte)'[', ..] => "JSON",
            _ => "content of an unknown kind",
        };
    }

    private static bool At(ReadOnlySpan<byte> head, int offset, ReadOnlySpan<byte> magic) =>
        head.Length >= offset && head[offset..].StartsWith(magic);

    // The frame header's fields must hold legal values too: two bytes of sync alone occur in any binary file, and the
    // byte order mark of UTF-16 passes for one.
    private static bool IsMpegFrame(ReadOnlySpan<byte> head)
    {
        if (head.Length < 4 || head[0] != 0xFF || (head[1] & 0xE0) != 0xE0)
        {
            return false;
        }

        var (version, layer, bitRate, sampleRate) = ((head[1] >> 3) & 3, (head[1] >> 1) & 3, head[2] >> 4, (head[2] >> 2) & 3);
        return version != 1 && layer is 1 or 2 && bitRate is > 0 and < 15 && sampleRate != 3;
    }
}
