using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace CallScript.RingbaSimulator;

/// <summary>A recording that can be fetched: the bytes of a file, or bytes given by a test.</summary>
public sealed record SimulatedRecording(string? Path, byte[]? Bytes, string ContentType)
{
    public static SimulatedRecording OfFile(string path, string? contentType = null) =>
        new(path, null, contentType ?? (path.EndsWith(".wav", StringComparison.OrdinalIgnoreCase) ? "audio/wav" : "audio/mpeg"));

    public static SimulatedRecording OfBytes(byte[] bytes, string contentType = "audio/mpeg") => new(null, bytes, contentType);

    /// <summary>Goes on for ever.</summary>
    public bool IsEndless { get; init; }

    public Stream Open() => IsEndless ? new EndlessStream() : Path is null ? new MemoryStream(Bytes!, writable: false) : File.OpenRead(Path);
}

/// <summary>One call of the call log.</summary>
public sealed record SimulatedCall
{
    /// <summary>Ringba's id of the call.</summary>
    public string InboundCallId { get; init; } = $"RGB{RandomNumberGenerator.GetHexString(32)}";

    /// <summary>The account whose log holds the call; the simulator's own when null.</summary>
    public string? AccountId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>Still going on: no length, no money, no recording yet.</summary>
    public bool IsLive { get; init; }

    public SimulatedRecording? Recording { get; init; }

    /// <summary>When the recording's link appears in the row; at once when null.</summary>
    public DateTimeOffset? LinkAppearsAt { get; init; }

    /// <summary>The opaque part of the recording's address. A renewed link has another one, and the old one is dead.</summary>
    public string RecordingKey { get; init; } = RandomNumberGenerator.GetHexString(40, lowercase: true);

    /// <summary>
    /// Any column's value; wins over what follows from the other members. A null leaves the column out.
    /// </summary>
    public IReadOnlyDictionary<string, JsonNode?> Fields { get; init; } = new Dictionary<string, JsonNode?>();

    /// <summary>An id or key that comes out the same for the same name, so that a restarted simulator keeps its calls.</summary>
    public static string StableHex(string purpose, string name) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{purpose}:{name}")))[..40];
}

/// <summary>A WAVE file that does not end.</summary>
internal sealed class EndlessStream : Stream
{
    private bool _begun;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        buffer.Clear();
        if (!_begun)
        {
            "RIFF\0\0\0\0WAVEfmt "u8[..Math.Min(16, buffer.Length)].CopyTo(buffer);
            _begun = true;
        }

        return buffer.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
