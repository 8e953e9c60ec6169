using CallScript.Application.Common.Persistence;
using CallScript.Domain.Calls;
using CallScript.Domain.Privacy;

namespace CallScript.Application.Privacy;

/// <summary>What holds keep, as part of a query.</summary>
internal static class LegalHolds
{
    public static IQueryable<Call> Held(this IQueryable<Call> calls, IAppDbContext db) => calls.Where(call => db.LegalHolds.Any(hold =>
        hold.LiftedAt == null
        && (hold.Scope == HoldScope.Organization
            || hold.CallId == call.Id
            || (hold.CallerHash != null && hold.CallerHash == call.CallerHash))));

    public static IQueryable<Call> NotHeld(this IQueryable<Call> calls, IAppDbContext db) => calls.Where(call => !db.LegalHolds.Any(hold =>
        hold.LiftedAt == null
        && (hold.Scope == HoldScope.Organization
            || hold.CallId == call.Id
            || (hold.CallerHash != null && hold.CallerHash == call.CallerHash))));
}
