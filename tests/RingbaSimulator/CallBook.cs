using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace CallScript.RingbaSimulator;

/// <summary>The calls that the simulator knows. Safe to change while it serves.</summary>
public sealed class CallBook(string ownAccountId)
{
    private readonly ConcurrentDictionary<string, SimulatedCall> _calls = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _byKey = new(StringComparer.Ordinal);

    public IReadOnlyCollection<SimulatedCall> All => [.. _calls.Values];

    public SimulatedCall Add(SimulatedCall call)
    {
        _calls[call.InboundCallId] = call;
        _byKey[call.RecordingKey] = call.InboundCallId;
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

    /// <summary>An account's own call.</summary>
    public SimulatedCall? Find(string accountId, string inboundCallId) =>
        Find(inboundCallId) is { } call && AccountOf(call) == accountId ? call : null;

    /// <param name="key">The key of any link that the recording has had; what follows a dot tells the links apart.</param>
    public SimulatedCall? FindByRecordingKey(string key) =>
        key.Split('.')[0] is var own && _byKey.TryGetValue(own, out var id) && Find(id) is { } call && call.RecordingKey == own ? call : null;

    public string AccountOf(SimulatedCall call) => call.AccountId ?? ownAccountId;

    /// <summary>Changes a call as later reports of it differ.</summary>
    public SimulatedCall? Change(string inboundCallId, Func<SimulatedCall, SimulatedCall> change)
    {
        while (_calls.TryGetValue(inboundCallId, out var call))
        {
            var changed = change(call);
            if (_calls.TryUpdate(inboundCallId, changed, call))
            {
                _byKey[changed.RecordingKey] = inboundCallId;
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
        _calls.Values.Where(call => AccountOf(call) == accountId);
}
