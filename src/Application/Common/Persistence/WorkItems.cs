using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.Domain.Pipeline;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Common.Persistence;

/// <summary>The queue as part of the unit of work: what a stage did and what follows from it commit together.</summary>
internal static class WorkItems
{
    /// <summary>Queues a call for a lane; newer calls come first.</summary>
    public static void Enqueue(this IAppDbContext db, Lane lane, Call call, TimeProvider clock) =>
        db.WorkItems.Add(For(lane, call, clock));

    /// <summary>What <see cref="Enqueue(IAppDbContext, Lane, Call, TimeProvider)"/> adds, for those who write many at once.</summary>
    public static WorkItem For(Lane lane, Call call, TimeProvider clock) =>
        WorkItem.Create(call.OrganizationId, clock.NewId<WorkItemId>(), lane, call.Id.Value, call.StartedAt, clock.GetUtcNow());

    public static void Enqueue(
        this IAppDbContext db, Lane lane, OrganizationId organizationId, Guid subjectId, DateTimeOffset priority, TimeProvider clock) =>
        db.WorkItems.Add(WorkItem.Create(organizationId, clock.NewId<WorkItemId>(), lane, subjectId, priority, clock.GetUtcNow()));

    /// <summary>
    /// Ends the work. The row is deleted by key and fencing token, so the save fails as a whole when the lease has
    /// passed to somebody else.
    /// </summary>
    public static void Complete(this IAppDbContext db, WorkLease lease) => db.WorkItems.Remove(WorkItem.Held(lease));

    /// <summary>The item of a lease, for changing it; the save fails as a whole when the lease has passed on.</summary>
    /// <exception cref="DbUpdateConcurrencyException">The lease has already passed to somebody else.</exception>
    public static async Task<WorkItem> HeldItemAsync(this IAppDbContext db, WorkLease lease, CancellationToken cancellationToken) =>
        await db.WorkItems.SingleOrDefaultAsync(
            item => item.Id == lease.Id && item.FencingToken == lease.FencingToken, cancellationToken)
        ?? throw new DbUpdateConcurrencyException("The lease has passed to another worker.");
}
