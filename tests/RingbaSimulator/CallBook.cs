using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace CallScript.RingbaSimulator;

/// <summary>The calls that the simulator knows. Safe to change while it serves.</summary>
public sealed class CallBook(string ownAccountId)
{
    private readonly ConcurrentDictionary<string, SimulatedCall> _calls = new(StringComparer.Ordinal);

    public IReadOnlyCollection<SimulatedCall> All => [.. _calls.Values];

    public SimulatedCall Add(SimulatedCall call)
    {
        _calls[call.InboundCallId] = call;
        return call;
    }

    public void AddRange(IEnumerable<SimulatedCall> calls)
    {
        foreach (var call in calls)
        {
            Add(call);
        }
    }

    public SimulatedCall? Find(string inboundCallId) => _calls.GetValueOrDefault(inboundCallId);

    public SimulatedCall? FindByRecordingKey(string key) => _calls.Values.FirstOrDefault(call => call.RecordingKey == key);

    /// <summary>Changes a call as later reports of it differ.</summary>
    public SimulatedCall? Change(string inboundCallId, Func<SimulatedCall, SimulatedCall> change)
    {
        while (_calls.TryGetValue(inboundCallId, out var call))
        {
            var changed = change(call);
            if (_calls.TryUpdate(inboundCallId, changed, call))
            {
                return changed;
            }
        }

        return null;
    }

    /// <summary>Gives the recording another address; the old one answers 404.</summary>
    public SimulatedCall? RenewLink(string inboundCallId) =>
        Change(inboundCallId, call => call with { RecordingKey = RandomNumberGenerator.GetHexString(40, lowercase: true) });

    public bool Remove(string inboundCallId) => _calls.TryRemove(inboundCallId, out _);

    public void Clear() => _calls.Clear();

    internal IEnumerable<SimulatedCall> Of(string accountId) =>
        _calls.Values.Where(call => (call.AccountId ?? ownAccountId) == accountId);
}
