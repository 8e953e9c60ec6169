using CallScript.Domain.Common;

namespace CallScript.Application.Recordings;

/// <summary>Fetches a recording from the address that its source gave.</summary>
public interface IRecordingDownloader
{
    /// <summary>
    /// Opens the recording as a stream that ends, with an error, past the configured size or time. Redirects are
    /// followed up to a limit and checked one by one.
    /// </summary>
    /// <param name="address">Where the recording is said to be.</param>
    /// <param name="token">Goes to this address alone, never to where it redirects; null sends no credential.</param>
    /// <param name="cancellationToken">Ends the request; the stream has its own.</param>
    /// <returns>The open stream, which the caller disposes, or one of <see cref="RecordingErrors"/>.</returns>
    Task<Result<Stream>> OpenAsync(Uri address, string? token, CancellationToken cancellationToken);
}
