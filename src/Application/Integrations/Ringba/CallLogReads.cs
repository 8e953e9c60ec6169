using CallScript.Application.Common.Persistence;
using CallScript.Domain.Integrations;
using CallScript.Domain.Pipeline;

namespace CallScript.Application.Integrations.Ringba;

internal static class CallLogReads
{
    /// <summary>Adds a read with its work item; what is nearest to the present is read first.</summary>
    public static void StartRead(this IAppDbContext db, CallLogRead read, TimeProvider clock)
    {
        db.CallLogReads.Add(read);
        db.Enqueue(Lane.Backfill, read.OrganizationId, read.Id.Value, read.To, clock);
    }

    /// <summary>From now on the account is read and compared with what it adds up, until it is disconnected.</summary>
    public static void StartReading(this IAppDbContext db, RingbaConnection connection, TimeProvider clock)
    {
        foreach (var lane in (Lane[])[Lane.Ingest, Lane.Reconcile])
        {
            db.Enqueue(lane, connection.OrganizationId, connection.Id.Value, clock.GetUtcNow(), clock);
        }
    }
}
