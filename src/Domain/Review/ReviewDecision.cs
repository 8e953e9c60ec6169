using CallScript.Domain.ApiKeys;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Review;

/// <summary>Where a flagged call stands with the people who review it.</summary>
public enum ReviewState
{
    /// <summary>Nothing to review.</summary>
    None,

    /// <summary>Flagged and waiting for a person.</summary>
    Open,

    /// <summary>A person agreed with the flags.</summary>
    Confirmed,

    /// <summary>A person cleared the call.</summary>
    Safe,
}

/// <summary>What a person decides over a flagged call.</summary>
public enum ReviewVerdict
{
    Safe,
    Confirmed,
}

/// <summary>One decision; kept for ever, later ones do not replace it.</summary>
public sealed class ReviewDecision : ITenantOwned
{
    public const int NoteMaxLength = 2_000;

    private ReviewDecision()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public ReviewDecisionId Id { get; private set; }

    public CallId CallId { get; private set; }

    /// <summary>The person who decided; null when an API key did.</summary>
    public UserId? ReviewerId { get; private set; }

    /// <summary>The API key that decided; null when a person did.</summary>
    public ApiKeyId? ApiKeyId { get; private set; }

    public ReviewVerdict Verdict { get; private set; }

    public string? Note { get; private set; }

    public DateTimeOffset DecidedAt { get; private set; }

    public static ReviewDecision Create(
        OrganizationId organizationId,
        ReviewDecisionId id,
        CallId callId,
        UserId? reviewerId,
        ApiKeyId? apiKeyId,
        ReviewVerdict verdict,
        string? note,
        DateTimeOffset now) =>
        new()
        {
            OrganizationId = organizationId,
            Id = id,
            CallId = callId,
            ReviewerId = reviewerId,
            ApiKeyId = apiKeyId,
            Verdict = verdict,
            Note = note,
            DecidedAt = now,
        };
}
