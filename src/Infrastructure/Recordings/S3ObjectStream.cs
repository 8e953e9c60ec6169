using Amazon.S3;
using Amazon.S3.Model;

namespace CallScript.Infrastructure.Recordings;

/// <summary>
/// An object of a bucket, read from any position: a read after a jump asks for the rest from there, and what is not read is not
/// fetched. The object is the same from the first byte to the last, or reading fails.
/// </summary>
internal sealed class S3ObjectStream(IAmazonS3 s3, string bucket, string key, string etag, long length) : Stream
{
    private GetObjectResponse? _response;
    private long _responsePosition;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= length || buffer.Length == 0)
        {
            return 0;
        }

        if (_response is null || _responsePosition != _position)
        {
            _response?.Dispose();
            _response = await s3.GetObjectAsync(
                new GetObjectRequest { BucketName = bucket, Key = key, ByteRange = new ByteRange(_position, length - 1), EtagToMatch = etag },
                cancellationToken);
            _responsePosition = _position;
        }

        var count = await _response.ResponseStream.ReadAsync(buffer, cancellationToken);
        if (count == 0)
        {
            throw new EndOfStreamException("The store ended an object before its end.");
        }

        _position += count;
        _responsePosition = _position;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Blocking a thread on the network is never wanted.
    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("An object is read asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        SeekOrigin.End => length + offset,
        _ => throw new ArgumentOutOfRangeException(nameof(origin)),
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _response?.Dispose();
        }

        base.Dispose(disposing);
    }
}
