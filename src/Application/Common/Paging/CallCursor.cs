using System.Buffers.Binary;
using System.Buffers.Text;
using CallScript.Domain.Calls;

namespace CallScript.Application.Common.Paging;

/// <summary>
/// Keyset cursor of every list of calls, newest first: the start time and id of the last call of a page. Rows that
/// arrive or change between two pages neither repeat nor hide others.
/// </summary>
public readonly record struct CallCursor(DateTimeOffset StartedAt, CallId Id)
{
    private const int Length = sizeof(long) + 16;

    public string Encode()
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, StartedAt.UtcTicks);
        Id.Value.TryWriteBytes(bytes[sizeof(long)..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a cursor that <see cref="Encode"/> wrote; false for anything else.</summary>
    public static bool TryDecode(string text, out CallCursor cursor)
    {
        cursor = default;
        Span<byte> bytes = stackalloc byte[Length];
        if (!Base64Url.IsValid(text, out var length) || length != Length || !Base64Url.TryDecodeFromChars(text, bytes, out _))
        {
            return false;
        }

        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        if (ticks < DateTimeOffset.MinValue.Ticks || ticks > DateTimeOffset.MaxValue.Ticks)
        {
            return false;
        }

        cursor = new CallCursor(new DateTimeOffset(ticks, TimeSpan.Zero), new CallId(new Guid(bytes[sizeof(long)..])));
        return true;
    }
}
