using System.Collections.Frozen;
using CallScript.Application.Pipeline;
using CallScript.Domain.Organizations;
using CallScript.Domain.Pipeline;

namespace CallScript.TestKit.Hosting;

public static class WorkQueueClaims
{
    /// <summary>Claims of every organization.</summary>
    public static Task<IReadOnlyList<WorkLease>> ClaimAsync(
        this IWorkQueue queue, Lane lane, string owner, int limit, TimeSpan lease, CancellationToken cancellationToken) =>
        queue.ClaimAsync(lane, owner, limit, lease, FrozenSet<OrganizationId>.Empty, cancellationToken);
}
