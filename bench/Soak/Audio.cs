using System.Buffers.Binary;
using CallScript.TestKit;

namespace CallScript.Bench.Soak;

/// <summary>Seconds of the sample calls' real telephone audio, each a WAVE file of its own.</summary>
internal sealed class Audio
{
    private readonly List<(byte[] Format, byte[] Data, int BlockAlign, int BytesASecond)> _files = [];

    public Audio()
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Repository.PathTo("samples"), "calls"), "*.wav").Order(StringComparer.Ordinal))
        {
            var bytes = File.ReadAllBytes(path);
            var (format, data) = (Chunk(bytes, "fmt "u8), Chunk(bytes, "data"u8));
            _files.Add((format, data, BinaryPrimitives.ReadUInt16LittleEndian(format.AsSpan(12)), BinaryPrimitives.ReadInt32LittleEndian(format.AsSpan(8))));
        }
    }

    /// <summary>A second from anywhere in any of the files.</summary>
    public byte[] Cut(Random random)
    {
        var file = _files[random.Next(_files.Count)];
        var from = random.Next((file.Data.Length - file.BytesASecond) / file.BlockAlign) * file.BlockAlign;
        using var wave = new MemoryStream();
        wave.Write("RIFF"u8);
        Write(4 + 8 + file.Format.Length + 8 + file.BytesASecond);
        wave.Write("WAVEfmt "u8);
        Write(file.Format.Length);
        wave.Write(file.Format);
        wave.Write("data"u8);
        Write(file.BytesASecond);
        wave.Write(file.Data, from, file.BytesASecond);
        return wave.ToArray();

        void Write(int number)
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
            wave.Write(bytes);
        }
    }

    private static byte[] Chunk(byte[] file, ReadOnlySpan<byte> name)
    {
        for (var at = 12; at + 8 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 4));
            if (file.AsSpan(at, 4).SequenceEqual(name))
            {
                return file.AsSpan(at + 8, Math.Min(length, file.Length - at - 8)).ToArray();
            }

            at += 8 + length + (length & 1);
        }

        throw new InvalidDataException("The sample is no WAVE file.");
    }
}
