using CallScript.Domain.Common;

namespace CallScript.Application.Recordings;

/// <summary>
/// Thrown by a recording's stream when it cannot be read to its end: too large, too slow, cut off. A stream has no
/// other way to say so; the vault turns it back into the <see cref="Error"/> it carries.
/// </summary>
public sealed class RecordingStreamException(Error error, Exception? cause = null) : IOException(error.Message, cause)
{
    /// <summary>One of <see cref="RecordingErrors"/>.</summary>
    public Error Error { get; } = error;
}
