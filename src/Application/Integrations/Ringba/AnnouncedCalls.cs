using CallScript.Application.Common.Persistence;
using CallScript.Application.Ingest;
using CallScript.Domain.Calls;
using CallScript.Domain.Integrations;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Integrations.Ringba;

/// <summary>
/// Looks up the calls that pixels named and takes them in, ahead of the next read and beside its budget. Each is looked up
/// once: reading is what nothing escapes.
/// </summary>
internal sealed class AnnouncedCalls(IAppDbContext db, IRingbaClient ringba, CallIntake intake)
{
    /// <returns>Whether any was announced, and whether each of them is here now.</returns>
    public async Task<(bool Any, bool All)> TakeInAsync(
        RingbaConnection connection, RingbaAccount account, CancellationToken cancellationToken)
    {
        var announced = await db.RingbaAnnouncements
            .Where(row => row.ConnectionId == connection.Id)
            .OrderBy(row => row.AnnouncedAt)
            .Take(IRingbaClient.MaxDetails)
            .ToListAsync(cancellationToken);
        if (announced.Count == 0)
        {
            return (Any: false, All: true);
        }

        // Saved with the calls, or with whatever the caller saves next.
        db.RingbaAnnouncements.RemoveRange(announced);
        var ids = announced.Select(row => row.SourceCallId).ToHashSet(StringComparer.Ordinal);
        var found = await ringba.FindCallsAsync(account, ids, cancellationToken);
        if (!found.IsSuccess)
        {
            return (Any: true, All: false);
        }

        await intake.TakeAsync(connection.OrganizationId, new CallOrigin(CallSource.Ringba, connection.Id), found.Value, cancellationToken);
        return (Any: true, found.Value.Count == ids.Count);
    }

    public Task<bool> AreWaitingAsync(RingbaConnection connection, CancellationToken cancellationToken) =>
        db.RingbaAnnouncements.AnyAsync(row => row.ConnectionId == connection.Id, cancellationToken);
}
