using CallScript.Domain.Organizations;
using CallScript.Domain.Pipeline;

namespace CallScript.Application.Pipeline;

/// <summary>
/// Hands out work across all organizations. This is the only part of the system that sees more than one of them,
/// and it sees nothing but work items; each item is then worked on inside its own organization's scope.
/// </summary>
public interface IWorkQueue
{
    /// <summary>
    /// Claims up to <paramref name="limit"/> items, newest first within an organization, organizations in turn. Now and then
    /// what has waited for too long comes first.
    /// </summary>
    /// <param name="lane">The lane.</param>
    /// <param name="owner">Who will hold the items.</param>
    /// <param name="limit">The most items.</param>
    /// <param name="lease">How long they are held without a sign of life.</param>
    /// <param name="except">Organizations whose items are left for later.</param>
    /// <param name="cancellationToken">Ends the claim.</param>
    Task<IReadOnlyList<WorkLease>> ClaimAsync(
        Lane lane, string owner, int limit, TimeSpan lease, IReadOnlySet<OrganizationId> except, CancellationToken cancellationToken);

    /// <summary>New work was announced for a lane: its next claim sees it, whatever was remembered of earlier ones.</summary>
    void Announce(Lane lane);

    /// <summary>Says that the holder lives.</summary>
    /// <returns>The leases that are still held; the others have passed to somebody else.</returns>
    Task<IReadOnlySet<WorkItemId>> ExtendAsync(
        IReadOnlyCollection<WorkLease> leases, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Ends items that left nothing else to commit.</summary>
    /// <returns>The items that were still held and are gone now.</returns>
    Task<IReadOnlySet<WorkItemId>> CompleteAsync(IReadOnlyCollection<WorkLease> leases, CancellationToken cancellationToken);

    /// <summary>Takes over items whose holder let the lease run out, whatever attempt it was.</summary>
    Task<IReadOnlyList<WorkLease>> ClaimExpiredAsync(string owner, int limit, TimeSpan lease, CancellationToken cancellationToken);
}
