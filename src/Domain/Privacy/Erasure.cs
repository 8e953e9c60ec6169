using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Privacy;

public enum ErasureState
{
    /// <summary>Counted and waiting for a person to confirm it.</summary>
    Previewed,

    /// <summary>Confirmed; the lane works on it.</summary>
    Running,

    /// <summary>A hold stands in the way; it can be confirmed again once the hold is lifted.</summary>
    Held,

    Done,
}

/// <summary>What an erasure finds.</summary>
public sealed record ErasureCounts(int Calls, int Recordings, int Transcripts, int Quotes, int ReviewNotes);

/// <summary>
/// The wish of one caller to be forgotten. From its confirmation on, calls of that caller which started before it come in
/// without number and recording, or not at all; of the caller only the keyed hash is kept.
/// </summary>
public sealed class Erasure : ITenantOwned
{
    private Erasure()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public ErasureId Id { get; private set; }

    public byte[] CallerHash { get; private set; } = [];

    /// <summary>Until it is done, for the people who decide about it.</summary>
    public byte[]? SealedCallerNumber { get; private set; }

    /// <summary>Remove whole calls; otherwise time, money and verdicts stay without personal data.</summary>
    public bool DeletesCalls { get; private set; }

    public ErasureState State { get; private set; }

    public ErasureCounts Found { get; private set; } = null!;

    /// <summary>Null when an API key asked.</summary>
    public UserId? RequestedBy { get; private set; }

    public DateTimeOffset RequestedAt { get; private set; }

    public UserId? ConfirmedBy { get; private set; }

    public DateTimeOffset? ConfirmedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>JSON of what was removed.</summary>
    public string? Certificate { get; private set; }

    /// <summary>HMAC-SHA-256 over the certificate's text, in lower-case hexadecimal.</summary>
    public string? Signature { get; private set; }

    public static Erasure Create(
        OrganizationId organizationId,
        ErasureId id,
        ProtectedCaller caller,
        bool deletesCalls,
        ErasureCounts found,
        UserId? requestedBy,
        DateTimeOffset now) =>
        new()
        {
            OrganizationId = organizationId,
            Id = id,
            CallerHash = caller.Hash,
            SealedCallerNumber = caller.SealedNumber,
            DeletesCalls = deletesCalls,
            State = ErasureState.Previewed,
            Found = found,
            RequestedBy = requestedBy,
            RequestedAt = now,
        };

    /// <returns>Success, or <c>erasure_confirmed_already</c>.</returns>
    public Result Confirm(UserId? confirmedBy, DateTimeOffset now)
    {
        if (State is not (ErasureState.Previewed or ErasureState.Held))
        {
            return PrivacyErrors.ErasureConfirmedAlready;
        }

        (State, ConfirmedBy, ConfirmedAt) = (ErasureState.Running, confirmedBy, now);
        return Result.Success;
    }

    /// <summary>A hold was placed before everything was gone.</summary>
    public void Hold() => State = ErasureState.Held;

    public void Finish(string certificate, string signature, DateTimeOffset now)
    {
        (State, FinishedAt, Certificate, Signature) = (ErasureState.Done, now, certificate, signature);
        SealedCallerNumber = null;
    }
}
