using CallScript.Domain.Pipeline;

namespace CallScript.Workers.Hosting;

/// <summary>The lanes that this process runs. Leases that ran out are recovered in all of them.</summary>
internal sealed record LaneSelection(IReadOnlySet<Lane> Lanes);
