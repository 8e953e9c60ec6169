using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Pipeline;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using CallScript.Domain.Pipeline;

namespace CallScript.Application.Integrations.Ringba;

/// <summary>What every read of a call log does with Ringba's answers, whatever is read.</summary>
internal sealed class RingbaReading(IAppDbContext db, IAuditTrail audit, TimeProvider clock)
{
    /// <summary>Notes that Ringba answered; saved by the caller.</summary>
    public void Succeeded(RingbaConnection connection)
    {
        if (connection.InvalidSince is not null)
        {
            audit.Record(AuditAction.RingbaCredentialValid, "ringba_connection", connection.Id.ToString());
        }

        connection.Answered();
    }

    /// <summary>
    /// Notes what Ringba refused or failed at. A paused connection's item comes back soon, so that a new token is used at
    /// once; other failures are retried with growing waits.
    /// </summary>
    public async Task<Result<LaneOutcome>> FailedAsync(
        WorkLease lease, RingbaConnection connection, Error error, TimeSpan interval, CancellationToken cancellationToken)
    {
        var wasInvalid = connection.InvalidSince is not null;
        connection.ReadFailed(error, clock.GetUtcNow());
        if (connection.InvalidSince is not null && !wasInvalid)
        {
            audit.Record(AuditAction.RingbaCredentialInvalid, "ringba_connection", connection.Id.ToString(), after: new { error.Code });
        }

        if (connection.IsPausedAt(clock.GetUtcNow()))
        {
            return await RescheduleAsync(lease, interval, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        return new LaneOutcome.Retry(error);
    }

    /// <summary>Saves everything, and the item comes back.</summary>
    public async Task<Result<LaneOutcome>> RescheduleAsync(WorkLease lease, TimeSpan interval, CancellationToken cancellationToken)
    {
        var item = await db.HeldItemAsync(lease, cancellationToken);
        item.Reschedule(clock.GetUtcNow() + interval);
        await db.SaveChangesAsync(cancellationToken);
        return new LaneOutcome.Done();
    }
}
