using CallScript.Application.Common.Persistence;
using CallScript.Domain.Calls;
using CallScript.Domain.Privacy;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Privacy;

/// <summary>What use cases of erasures have in common.</summary>
internal static class Erasures
{
    /// <summary>The calls that an erasure is about: the caller's, up to its confirmation.</summary>
    public static IQueryable<Call> CoveredBy(this IQueryable<Call> calls, Erasure erasure)
    {
        var hash = erasure.CallerHash;
        return erasure.ConfirmedAt is { } until
            ? calls.Where(call => call.CallerHash == hash && call.StartedAt <= until)
            : calls.Where(call => call.CallerHash == hash);
    }

    /// <summary>Which of these callers were erased, and until when. The hashes are computed only where anybody was.</summary>
    public static async Task<ErasedCallers> ErasedCallersAsync(
        this IAppDbContext db, IEnumerable<byte[]> hashes, CancellationToken cancellationToken)
    {
        if (!await db.Erasures.AnyAsync(erasure => erasure.ConfirmedAt != null, cancellationToken))
        {
            return ErasedCallers.None;
        }

        var wanted = hashes.DistinctBy(Convert.ToHexString).ToList();
        var erased = await db.Erasures.AsNoTracking()
            .Where(erasure => erasure.ConfirmedAt != null && wanted.Contains(erasure.CallerHash))
            .Select(erasure => new { erasure.CallerHash, Until = erasure.ConfirmedAt!.Value, erasure.DeletesCalls })
            .ToListAsync(cancellationToken);
        return new ErasedCallers(erased
            .GroupBy(erasure => Convert.ToHexString(erasure.CallerHash))
            .ToDictionary(
                group => group.Key, group => (group.Max(row => row.Until), group.Any(row => row.DeletesCalls)), StringComparer.Ordinal));
    }
}

/// <summary>Callers of whom nothing may come back.</summary>
internal sealed class ErasedCallers(IReadOnlyDictionary<string, (DateTimeOffset Until, bool DeletesCalls)> callers)
{
    public static ErasedCallers None { get; } = new(new Dictionary<string, (DateTimeOffset Until, bool DeletesCalls)>());

    /// <summary>Whether a call of that time must come in without the caller.</summary>
    public bool Cover(ProtectedCaller? caller, DateTimeOffset startedAt) =>
        caller is not null && callers.TryGetValue(Convert.ToHexString(caller.Hash), out var erased) && startedAt <= erased.Until;

    /// <summary>Whether a call of that time must not come in at all.</summary>
    public bool CoverWholeCalls(ProtectedCaller? caller, DateTimeOffset startedAt) =>
        Cover(caller, startedAt) && callers[Convert.ToHexString(caller!.Hash)].DeletesCalls;
}
