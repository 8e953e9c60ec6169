using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace CallScript.RingbaSimulator;

/// <summary>What the simulator can be asked.</summary>
public enum SimulatedRoute
{
    Accounts,
    Columns,
    CallLogs,
    Detail,
    Recording,
    Insights,
}

/// <summary>Marks an endpoint as one of the simulated routes.</summary>
internal sealed record RouteTag(SimulatedRoute Route);

/// <summary>One request and what became of it.</summary>
/// <param name="At">When it came in.</param>
/// <param name="Route">What was asked.</param>
/// <param name="AccountId">The account in the path.</param>
/// <param name="HasAuthorization">Whether a credential came along; the credential itself is not kept.</param>
/// <param name="Body">The JSON body.</param>
/// <param name="Status">What was answered; 0 when the answer was broken off on purpose.</param>
public sealed record JournalEntry(
    DateTimeOffset At, SimulatedRoute Route, string? AccountId, bool HasAuthorization, JsonNode? Body, int Status);

/// <summary>The requests so far, oldest first; the newest ten thousand are kept.</summary>
public sealed class RequestJournal
{
    private const int Kept = 10_000;

    private readonly ConcurrentQueue<JournalEntry> _entries = new();

    public IReadOnlyList<JournalEntry> Entries => [.. _entries];

    public IReadOnlyList<JournalEntry> Of(SimulatedRoute route) => [.. _entries.Where(entry => entry.Route == route)];

    public void Clear() => _entries.Clear();

    internal void Add(JournalEntry entry)
    {
        _entries.Enqueue(entry);
        while (_entries.Count > Kept)
        {
            _entries.TryDequeue(out _);
        }
    }
}
