using System.Text;

namespace CallScript.SampleMaker;

/// <summary>Writes the finished sound of a call.</summary>
internal static class AudioFile
{
    private const short MuLaw = 7;
    private const short Pcm = 1;

    /// <summary>A WAVE file of 8-bit mu-law, as telephone systems record, or of 16-bit PCM.</summary>
    public static byte[] Wave(IReadOnlyList<byte[]> channels, bool companded)
    {
        var frames = channels[0].Length;
        var bytesPerSample = companded ? 1 : 2;
        var dataBytes = frames * channels.Count * bytesPerSample;
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.ASCII);
        writer.Write("RIFF"u8);
        writer.Write(36 + dataBytes);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write(companded ? MuLaw : Pcm);
        writer.Write((short)channels.Count);
        writer.Write(Telephone.SampleRate);
        writer.Write(Telephone.SampleRate * channels.Count * bytesPerSample);
        writer.Write((short)(channels.Count * bytesPerSample));
        writer.Write((short)(8 * bytesPerSample));
        writer.Write("data"u8);
        writer.Write(dataBytes);
        for (var frame = 0; frame < frames; frame++)
        {
            foreach (var channel in channels)
            {
                if (companded)
                {
                    writer.Write(channel[frame]);
                }
                else
                {
                    writer.Write(Telephone.Decode(channel[frame]));
                }
            }
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>An MP3 of constant bit rate. The parties stay on their own channels: no joint stereo.</summary>
    public static Task<byte[]> Mp3Async(IReadOnlyList<byte[]> channels, string workFolder)
    {
        // Through a file and back, because the encoder writes the length and its delay into the first frame at the end.
        var path = Path.Combine(workFolder, "call.mp3");
        return EncodeAsync();

        async Task<byte[]> EncodeAsync()
        {
            string[] arguments =
            [
                "-v", "error", "-y", "-f", "wav", "-i", "pipe:0", "-map_metadata", "-1", "-fflags", "+bitexact", "-c:a", "libmp3lame",
                "-b:a", channels.Count == 1 ? "24k" : "48k", "-joint_stereo", "0", "-f", "mp3", path,
            ];
            await Tool.RunAsync("ffmpeg", arguments, Wave(channels, companded: false));
            return await File.ReadAllBytesAsync(path);
        }
    }

    /// <summary>An MP3 by its ID3 tag, followed by bytes among which no frame can begin.</summary>
    public static byte[] CorruptMp3(int length, Random random)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        for (var i = 0; i < bytes.Length; i++)
        {
            // Every MPEG frame begins with 0xFF.
            bytes[i] = bytes[i] == 0xFF ? (byte)0x00 : bytes[i];
        }

        // ID3v2.3 without flags; the tag holds 23 bytes: one title frame.
        ReadOnlySpan<byte> tag = [.. "ID3"u8, 3, 0, 0, 0, 0, 0, 23, .. "TIT2"u8, 0, 0, 0, 13, 0, 0, 0, .. "Call recorded"u8[..12]];
        tag.CopyTo(bytes);
        return bytes;
    }
}
