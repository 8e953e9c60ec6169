using CallScript.Domain.Organizations;
using CallScript.Domain.Pipeline;
using CallScript.Workers.Lanes;

namespace CallScript.Workers.Hosting;

/// <summary>
/// The slots of a lane. An organization whose item is held for longer than the lane's patience, because a server hangs, fails or
/// throttles, is slow, and stays it for a while. What slow organizations hold takes no slot, so that nobody waits for their
/// servers; in return each gets nothing further while it holds as much as the lane has slots.
/// </summary>
internal sealed class LaneSlots(ILane lane, TimeProvider clock)
{
    /// <summary>Longer than the longest pause of an account that keeps failing, so that its next try finds it slow still.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<WorkItemId, (OrganizationId Organization, DateTimeOffset Since)> _held = [];
    private readonly Dictionary<OrganizationId, DateTimeOffset> _slowUntil = [];

    public void Take(WorkLease lease)
    {
        lock (_lock)
        {
            _held[lease.Id] = (lease.OrganizationId, clock.GetUtcNow());
        }
    }

    public void Release(WorkLease lease)
    {
        lock (_lock)
        {
            NoticeSlow();
            _held.Remove(lease.Id);
        }
    }

    /// <summary>How many items may be claimed now, and of which organizations none.</summary>
    public (int Free, IReadOnlySet<OrganizationId> Except) Room()
    {
        lock (_lock)
        {
            NoticeSlow();
            var held = _held.Values.CountBy(item => item.Organization).ToLookup(count => _slowUntil.ContainsKey(count.Key));
            var slots = lane.Options.Concurrency;
            return (
                Math.Max(0, slots - held[false].Sum(count => count.Value)),
                held[true].Where(count => count.Value >= slots).Select(count => count.Key).ToHashSet());
        }
    }

    /// <summary>How long until a slot falls free without its item's end; null where none does.</summary>
    public TimeSpan? UntilNextSlow()
    {
        lock (_lock)
        {
            var next = _held.Values
                .Where(item => !_slowUntil.ContainsKey(item.Organization))
                .Min(item => item.Since + lane.Options.Patience - clock.GetUtcNow());
            return next < TimeSpan.Zero ? TimeSpan.Zero : next;
        }
    }

    private void NoticeSlow()
    {
        var now = clock.GetUtcNow();
        foreach (var (organization, _) in _slowUntil.Where(entry => entry.Value <= now).ToList())
        {
            _slowUntil.Remove(organization);
        }

        foreach (var (organization, _) in _held.Values.Where(item => now - item.Since >= lane.Options.Patience))
        {
            _slowUntil[organization] = now + Memory;
        }
    }
}
