using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Privacy;

/// <summary>How long an organization keeps what, in days from a call's start; null keeps it.</summary>
/// <param name="Recordings">The audio.</param>
/// <param name="Transcripts">The words, with the quotes of flags.</param>
/// <param name="Calls">The whole call.</param>
public sealed record RetentionPeriods(int? Recordings, int? Transcripts, int? Calls)
{
    public const int Longest = 3_650;

    public static RetentionPeriods KeepAll { get; } = new(null, null, null);
}

/// <summary>One organization's retention.</summary>
public sealed class RetentionPolicy : ITenantOwned
{
    private RetentionPolicy()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public int? RecordingDays { get; private set; }

    public int? TranscriptDays { get; private set; }

    public int? CallDays { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public RetentionPeriods Periods => new(RecordingDays, TranscriptDays, CallDays);

    public static RetentionPolicy Create(OrganizationId organizationId, RetentionPeriods periods, DateTimeOffset now)
    {
        var policy = new RetentionPolicy { OrganizationId = organizationId };
        policy.Change(periods, now);
        return policy;
    }

    public void Change(RetentionPeriods periods, DateTimeOffset now) =>
        (RecordingDays, TranscriptDays, CallDays, UpdatedAt) = (periods.Recordings, periods.Transcripts, periods.Calls, now);
}
