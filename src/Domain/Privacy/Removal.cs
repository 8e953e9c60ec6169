using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Privacy;

/// <summary>What was removed of a call.</summary>
public enum RemovedPart
{
    Recording,
    Transcript,

    /// <summary>Quotes and explanations of flags.</summary>
    Evidence,

    ReviewNotes,
    CallerNumber,

    /// <summary>The call itself, with everything that was left of it.</summary>
    Call,
}

public enum RemovalCause
{
    Retention,
    Erasure,
}

/// <summary>What a removed call counted for; nothing of it tells of a person.</summary>
public sealed record RemovedTerms(
    RingbaConnectionId? ConnectionId, DateTimeOffset StartedAt, double? ConnectedSeconds, decimal? Revenue, decimal? Payout)
{
    public static RemovedTerms Of(Call call) =>
        new(call.ConnectionId, call.StartedAt, call.ConnectedSeconds, call.Revenue, call.Payout);
}

/// <summary>
/// The record of one removal. It outlives the call, keeps a removed call from being read again from its source, and holds no
/// personal data.
/// </summary>
public sealed class Removal : ITenantOwned
{
    private Removal()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public RemovalId Id { get; private set; }

    public CallId CallId { get; private set; }

    public CallSource Source { get; private set; }

    public string SourceCallId { get; private set; } = "";

    public RemovedPart Part { get; private set; }

    public RemovalCause Cause { get; private set; }

    /// <summary>The erasure that it belongs to; null for retention.</summary>
    public ErasureId? ErasureId { get; private set; }

    /// <summary>How many things: quotes, notes; 1 for what there is one of.</summary>
    public int Count { get; private set; }

    /// <summary>Of a recording.</summary>
    public string? Sha256 { get; private set; }

    /// <summary>Of a recording.</summary>
    public long? ByteCount { get; private set; }

    public DateTimeOffset RemovedAt { get; private set; }

    /// <summary>Of a whole call: what its day's totals lack without it.</summary>
    public RemovedTerms? Terms { get; private set; }

    public static Removal Create(Call call, RemovalId id, RemovedPart part, ErasureId? erasureId, int count, DateTimeOffset now) =>
        new()
        {
            OrganizationId = call.OrganizationId,
            Id = id,
            CallId = call.Id,
            Source = call.Source,
            SourceCallId = call.SourceCallId,
            Part = part,
            Cause = erasureId is null ? RemovalCause.Retention : RemovalCause.Erasure,
            ErasureId = erasureId,
            Count = count,
            RemovedAt = now,
            Terms = part == RemovedPart.Call ? RemovedTerms.Of(call) : null,
        };

    /// <summary>Names the audio that is gone, so that a copy of it can be recognized.</summary>
    public Removal OfRecording(string sha256, long byteCount)
    {
        (Sha256, ByteCount) = (sha256, byteCount);
        return this;
    }
}
