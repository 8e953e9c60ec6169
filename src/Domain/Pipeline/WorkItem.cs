using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Pipeline;

/// <summary>Whether an item waits or is being worked on. An item that is done is deleted.</summary>
public enum WorkState
{
    Available,
    Running,
}

/// <summary>
/// One thing for one lane to do, held by a worker under a lease. The fencing token grows with every change of
/// hands; whoever commits with an old token changes nothing.
/// </summary>
public sealed class WorkItem : ITenantOwned
{
    public const int LastErrorMaxLength = 500;

    private WorkItem()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public WorkItemId Id { get; private set; }

    public Lane Lane { get; private set; }

    /// <summary>The call to work on; for <see cref="Lane.Ingest"/> and <see cref="Lane.Reconcile"/> the connection, for <see cref="Lane.Backfill"/> the span, for <see cref="Lane.Rejudge"/> the campaign, for <see cref="Lane.Privacy"/> the erasure.</summary>
    public Guid SubjectId { get; private set; }

    public WorkState State { get; private set; }

    /// <summary>The newest comes first: the time at which the call started.</summary>
    public DateTimeOffset Priority { get; private set; }

    /// <summary>Not before this time.</summary>
    public DateTimeOffset AvailableAt { get; private set; }

    /// <summary>Counted when claimed, so that an item that kills its worker is counted too.</summary>
    public int Attempts { get; private set; }

    public long FencingToken { get; private set; }

    public string? LeaseOwner { get; private set; }

    public DateTimeOffset? LeaseUntil { get; private set; }

    public string? LastError { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public static WorkItem Create(
        OrganizationId organizationId, WorkItemId id, Lane lane, Guid subjectId, DateTimeOffset priority, DateTimeOffset now) =>
        new()
        {
            OrganizationId = organizationId,
            Id = id,
            Lane = lane,
            SubjectId = subjectId,
            State = WorkState.Available,
            Priority = priority,
            AvailableAt = now,
            CreatedAt = now,
        };

    /// <summary>
    /// The item as the holder of a lease knows it, to be deleted or changed by key and fencing token without
    /// reading it first.
    /// </summary>
    public static WorkItem Held(WorkLease lease) =>
        new()
        {
            OrganizationId = lease.OrganizationId,
            Id = lease.Id,
            Lane = lease.Lane,
            SubjectId = lease.SubjectId,
            State = WorkState.Running,
            FencingToken = lease.FencingToken,
        };

    /// <summary>Gives the item back for another attempt.</summary>
    /// <param name="availableAt">When it may be claimed again.</param>
    /// <param name="countAttempt">False gives the attempt back: nothing was tried.</param>
    /// <param name="error">What went wrong, if anything did.</param>
    public void Release(DateTimeOffset availableAt, bool countAttempt, Error? error)
    {
        State = WorkState.Available;
        AvailableAt = availableAt;
        Attempts = countAttempt ? Attempts : Math.Max(0, Attempts - 1);
        FencingToken++;
        (LeaseOwner, LeaseUntil) = (null, null);
        LastError = error?.Message is { } message ? message[..Math.Min(message.Length, LastErrorMaxLength)] : null;
    }

    /// <summary>The work succeeded and is due again: for lanes that repeat.</summary>
    public void Reschedule(DateTimeOffset availableAt)
    {
        Release(availableAt, countAttempt: false, error: null);
        Attempts = 0;
    }
}

/// <summary>A worker's hold on an item.</summary>
/// <param name="Id">The item.</param>
/// <param name="OrganizationId">The tenant in whose scope the work runs.</param>
/// <param name="Lane">The lane.</param>
/// <param name="SubjectId">See <see cref="WorkItem.SubjectId"/>.</param>
/// <param name="Attempt">1 for the first.</param>
/// <param name="FencingToken">See <see cref="WorkItem.FencingToken"/>.</param>
public sealed record WorkLease(
    WorkItemId Id, OrganizationId OrganizationId, Lane Lane, Guid SubjectId, int Attempt, long FencingToken);
