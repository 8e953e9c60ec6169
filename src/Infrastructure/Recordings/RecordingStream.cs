using CallScript.Application.Recordings;

namespace CallScript.Infrastructure.Recordings;

/// <summary>
/// The body of a download, which ends with a <see cref="RecordingStreamException"/> past the limits. The length that
/// a server announces is not trusted: bytes are counted as they come.
/// </summary>
internal sealed class RecordingStream(
    HttpResponseMessage response, Stream content, RecordingDownloadOptions options, CancellationTokenSource timeLimit) : Stream
{
    private long _bytesRead;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _bytesRead;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeLimit.Token);
        try
        {
            var count = await content.ReadAsync(buffer, both.Token);
            _bytesRead += count;
            return _bytesRead <= options.MaxBytes
                ? count
                : throw new RecordingStreamException(RecordingErrors.TooLarge(options.MaxBytes));
        }
        catch (OperationCanceledException cause) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RecordingStreamException(
                RecordingErrors.Unreachable($"not complete within {options.TotalTime.TotalSeconds:0.#} s."), cause);
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException and not RecordingStreamException)
        {
            throw new RecordingStreamException(RecordingErrors.Unreachable($"the answer broke off: {cause.Message}"), cause);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Blocking a thread on the network is never wanted, and would escape the time limit.
    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("A download is read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
            response.Dispose();
            timeLimit.Dispose();
        }

        base.Dispose(disposing);
    }
}
