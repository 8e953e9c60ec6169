using System.Text.RegularExpressions;

namespace CallScript.Infrastructure.Speech.Audio;

/// <summary>Turns what ffmpeg writes on standard error into a sentence for people, without the local path.</summary>
internal static partial class DecoderMessage
{
    private static readonly (string Said, string Plain)[] Known =
    [
        ("matches no streams", "the file has no audio track."),
        ("does not contain any stream", "the file has no audio track."),
        ("moov atom not found", "the file is cut off: its table of contents is missing."),
        ("Format not on whitelist", "the file is not in an audio format that is accepted."),
        ("Invalid data found when processing input", "the file is not audio, or it is damaged."),
        ("Permission denied", "the file may not be read."),
        ("Decoder (codec", "the file uses an audio codec that ffmpeg cannot decode here."),
        ("Error while decoding", "the audio is damaged."),
        ("End of file", "the file ends before any sound."),
    ];

    public static string Explain(string standardError)
    {
        foreach (var (said, plain) in Known)
        {
            if (standardError.Contains(said, StringComparison.OrdinalIgnoreCase))
            {
                return plain;
            }
        }

        var last = standardError.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
        return last is null ? "ffmpeg gave up without a reason." : $"ffmpeg says: {FilePath().Replace(last, "the file")}";
    }

    [GeneratedRegex(@"(file:)?/[^\s:'""]+")]
    private static partial Regex FilePath();
}
