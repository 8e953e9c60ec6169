namespace CallScript.Infrastructure.Speech.Assets;

/// <summary>
/// Just enough of the protobuf wire format to change a message without its schema: fields that are not touched are
/// copied byte for byte.
/// </summary>
internal static class ProtobufEdit
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    /// <summary>Replaces every length-delimited occurrence of a field by what <paramref name="edit"/> makes of it.</summary>
    public static byte[] Replace(ReadOnlyMemory<byte> message, int field, Func<ReadOnlyMemory<byte>, byte[]> edit)
    {
        using var output = new MemoryStream(message.Length + 4096);
        foreach (var part in Fields(message))
        {
            output.Write(part.Number == field && part.Wire == LengthDelimited ? Field(field, edit(part.Content)) : part.Raw.Span);
        }

        return output.ToArray();
    }

    /// <summary>The contents of every length-delimited occurrence of a field.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Read(ReadOnlyMemory<byte> message, int field) =>
        Fields(message).Where(part => part.Number == field && part.Wire == LengthDelimited).Select(part => part.Content);

    /// <summary>A length-delimited field: text, bytes or a message.</summary>
    public static byte[] Field(int field, ReadOnlySpan<byte> content)
    {
        using var output = new MemoryStream(content.Length + 16);
        WriteVarint(output, (ulong)((field << 3) | LengthDelimited));
        WriteVarint(output, (ulong)content.Length);
        output.Write(content);
        return output.ToArray();
    }

    /// <summary>A field that holds a number.</summary>
    public static byte[] Number(int field, ulong value)
    {
        using var output = new MemoryStream();
        WriteVarint(output, (ulong)(field << 3));
        WriteVarint(output, value);
        return output.ToArray();
    }

    private static IEnumerable<Part> Fields(ReadOnlyMemory<byte> message)
    {
        var position = 0;
        while (position < message.Length)
        {
            var start = position;
            var key = ReadVarint(message.Span, ref position);
            var (number, wire) = ((int)(key >> 3), (int)(key & 7));
            var length = wire switch
            {
                Varint => SkipVarint(message.Span, position),
                Fixed64 => 8,
                Fixed32 => 4,
                LengthDelimited => checked((int)ReadVarint(message.Span, ref position)),
                _ => throw new InvalidDataException($"Unknown protobuf wire type {wire}."),
            };
            if (length < 0 || position + length > message.Length)
            {
                throw new InvalidDataException("A protobuf field reaches past the end of its message.");
            }

            var content = message.Slice(position, length);
            position += length;
            yield return new Part(number, wire, content, message[start..position]);
        }
    }

    private static int SkipVarint(ReadOnlySpan<byte> message, int position)
    {
        var start = position;
        ReadVarint(message, ref position);
        return position - start;
    }

    private static ulong ReadVarint(ReadOnlySpan<byte> message, ref int position)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (position >= message.Length)
            {
                break;
            }

            var part = message[position++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A protobuf number does not end.");
    }

    private static void WriteVarint(Stream output, ulong value)
    {
        while (value > 0x7f)
        {
            output.WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        output.WriteByte((byte)value);
    }

    private readonly record struct Part(int Number, int Wire, ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Raw);
}
