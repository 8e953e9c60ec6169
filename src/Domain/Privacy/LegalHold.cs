using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Privacy;

/// <summary>What a hold keeps.</summary>
public enum HoldScope
{
    Call,

    /// <summary>Every call of one caller, also those still to come.</summary>
    Caller,

    Organization,
}

/// <summary>
/// Nothing under a hold is removed, neither by retention nor for a caller. Holds are lifted, never deleted: who kept what
/// and why stays known.
/// </summary>
public sealed class LegalHold : ITenantOwned
{
    public const int ReasonMaxLength = 500;

    private LegalHold()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public LegalHoldId Id { get; private set; }

    public HoldScope Scope { get; private set; }

    /// <summary>Set for a call.</summary>
    public CallId? CallId { get; private set; }

    /// <summary>Set for a caller.</summary>
    public byte[]? CallerHash { get; private set; }

    /// <summary>Set for a caller.</summary>
    public byte[]? SealedCallerNumber { get; private set; }

    public string Reason { get; private set; } = "";

    /// <summary>Null when an API key did it.</summary>
    public UserId? PlacedBy { get; private set; }

    public DateTimeOffset PlacedAt { get; private set; }

    public UserId? LiftedBy { get; private set; }

    public DateTimeOffset? LiftedAt { get; private set; }

    public static LegalHold OnCall(
        OrganizationId organizationId, LegalHoldId id, CallId callId, string reason, UserId? placedBy, DateTimeOffset now) =>
        Create(organizationId, id, HoldScope.Call, reason, placedBy, now, hold => hold.CallId = callId);

    public static LegalHold OnCaller(
        OrganizationId organizationId, LegalHoldId id, ProtectedCaller caller, string reason, UserId? placedBy, DateTimeOffset now) =>
        Create(
            organizationId, id, HoldScope.Caller, reason, placedBy, now,
            hold => (hold.CallerHash, hold.SealedCallerNumber) = (caller.Hash, caller.SealedNumber));

    public static LegalHold OnOrganization(
        OrganizationId organizationId, LegalHoldId id, string reason, UserId? placedBy, DateTimeOffset now) =>
        Create(organizationId, id, HoldScope.Organization, reason, placedBy, now, _ => { });

    /// <returns>Success, or <c>hold_lifted_already</c>.</returns>
    public Result Lift(UserId? liftedBy, DateTimeOffset now)
    {
        if (LiftedAt is not null)
        {
            return PrivacyErrors.HoldLiftedAlready;
        }

        (LiftedBy, LiftedAt) = (liftedBy, now);
        return Result.Success;
    }

    private static LegalHold Create(
        OrganizationId organizationId,
        LegalHoldId id,
        HoldScope scope,
        string reason,
        UserId? placedBy,
        DateTimeOffset now,
        Action<LegalHold> aim)
    {
        var hold = new LegalHold
        {
            OrganizationId = organizationId,
            Id = id,
            Scope = scope,
            Reason = reason,
            PlacedBy = placedBy,
            PlacedAt = now,
        };
        aim(hold);
        return hold;
    }
}
