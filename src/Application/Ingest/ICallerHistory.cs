using CallScript.Domain.Calls;

namespace CallScript.Application.Ingest;

/// <summary>Knows which callers called before, by the keyed hash of their number.</summary>
public interface ICallerHistory
{
    /// <summary>
    /// Brings the marks of repeat callers up to date for calls that are new here, and for later ones by the same callers, in
    /// whatever order they come. Part of the current transaction.
    /// </summary>
    /// <param name="calls">Calls that were written; those without a caller change nothing.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    Task MarkRepeatsAsync(IReadOnlyCollection<Call> calls, CancellationToken cancellationToken);
}
