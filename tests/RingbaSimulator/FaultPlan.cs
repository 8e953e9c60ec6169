using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace CallScript.RingbaSimulator;

/// <summary>One request among those about the same thing: what a seeded fault is chosen by.</summary>
/// <param name="Route">What is asked.</param>
/// <param name="Subject">The account; for a recording its call.</param>
/// <param name="Number">1 for the first of its route and subject.</param>
public sealed record SimulatedRequest(SimulatedRoute Route, string Subject, int Number)
{
    public override string ToString() => $"{Route}/{Subject}/{Number}";
}

/// <summary>The faults in force, in the order in which they were added.</summary>
public sealed class FaultPlan
{
    private readonly ConcurrentDictionary<(SimulatedRoute, string), int> _requests = new();
    private volatile Fault[] _faults = [];

    /// <summary>How often each seeded kind has struck: requests, rows or recordings, each counted once.</summary>
    public IReadOnlyDictionary<string, int> Struck => _faults.OfType<SeededFault>()
        .GroupBy(fault => fault.GetType().Name)
        .ToDictionary(kind => kind.Key, kind => kind.Sum(fault => fault.Struck), StringComparer.Ordinal);

    /// <summary>Requests so far, by what was asked.</summary>
    public IReadOnlyDictionary<SimulatedRoute, int> Requests =>
        _requests.GroupBy(entry => entry.Key.Item1).ToDictionary(route => route.Key, route => route.Sum(entry => entry.Value));

    public void Add(Fault fault)
    {
        lock (this)
        {
            _faults = [.. _faults, fault];
        }
    }

    /// <summary>Puts a temperament's faults in the place of an earlier one's.</summary>
    public void Take(Temperament temperament)
    {
        lock (this)
        {
            _faults = [.. _faults.Where(fault => fault is not SeededFault), .. temperament.Faults()];
        }
    }

    public void Clear() => _faults = [];

    internal IEnumerable<Fault> For(SimulatedRoute route, string? account = null) => _faults.Where(fault =>
        (fault.Route is null || fault.Route == route) && (fault.Account is null || account is null || fault.Account == account));

    internal SimulatedRequest Number(SimulatedRoute route, string subject) =>
        new(route, subject, _requests.AddOrUpdate((route, subject), 1, (_, number) => number + 1));

    /// <summary>The call as a row shows it now; null when there is no row.</summary>
    internal SimulatedCall? Show(SimulatedCall call, SimulatedRoute route, DateTimeOffset now, string account)
    {
        var shown = call;
        foreach (var fault in For(route, account))
        {
            shown = shown is null ? null : fault.Shape(shown, now);
        }

        return shown;
    }

    internal string? Withholds(SimulatedCall call) =>
        _faults.Select(fault => fault.Withholds(call)).FirstOrDefault(reason => reason is not null);

    internal void Shape(JsonObject report, SimulatedRequest request)
    {
        foreach (var fault in For(request.Route, request.Subject))
        {
            fault.Shape(report, request);
        }
    }
}
