using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using CallScript.Domain.Judging;
using CallScript.Domain.Organizations;
using CallScript.Domain.Pipeline;
using CallScript.Domain.Review;

namespace CallScript.Domain.Calls;

/// <summary>
/// One phone call and where it stands. Its recording, transcript and verdict are rows of their own; this row is
/// the one that lists and lanes read all day, and stays small.
/// </summary>
public sealed class Call : ITenantOwned
{
    public const int SourceCallIdMaxLength = 200;
    public const int RecordingAddressMaxLength = 2_000;
    public const int FailureDetailMaxLength = 500;

    /// <summary>A shorter call holds no conversation worth judging.</summary>
    public static readonly TimeSpan ShortestJudged = TimeSpan.FromSeconds(5);

    /// <summary>A recording that has not appeared by then will not: links are reported to die after about a day.</summary>
    public static readonly TimeSpan RecordingPatience = TimeSpan.FromHours(24);

    private Call()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public CallId Id { get; private set; }

    public CallSource Source { get; private set; }

    public string SourceCallId { get; private set; } = "";

    /// <summary>The account that reported it, which may have been disconnected since; null for sources without accounts.</summary>
    public RingbaConnectionId? ConnectionId { get; private set; }

    public CallStatus Status { get; private set; }

    public DateTimeOffset StartedAt { get; private set; }

    public double? DurationSeconds { get; private set; }

    /// <summary>The part of it for which caller and target were connected; null where the source does not say.</summary>
    public double? ConnectedSeconds { get; private set; }

    public bool IsLive { get; private set; }

    public CampaignId? CampaignId { get; private set; }

    public string? CampaignName { get; private set; }

    public Vertical Vertical { get; private set; }

    /// <summary>Null when the source named no caller. See <see cref="ProtectedCaller"/>.</summary>
    public byte[]? CallerHash { get; private set; }

    /// <summary>See <see cref="ProtectedCaller.SuffixHash"/>.</summary>
    public byte[]? CallerSuffixHash { get; private set; }

    public byte[]? SealedCallerNumber { get; private set; }

    /// <summary>When the caller had called before; null when never, or unknown.</summary>
    public RepeatCall? Repeat { get; private set; }

    public string? PublisherName { get; private set; }

    public string? BuyerName { get; private set; }

    public string? TargetName { get; private set; }

    /// <summary>The number that the caller dialled; null when the source does not say.</summary>
    public string? DialedNumber { get; private set; }

    public decimal? Revenue { get; private set; }

    public decimal? Payout { get; private set; }

    public Uri? RecordingAddress { get; private set; }

    /// <summary>The <see cref="CallReport.Digest"/> of the report that was taken last.</summary>
    public long ReportDigest { get; private set; }

    /// <summary>0 (worst) to 100; null until judged.</summary>
    public int? Score { get; private set; }

    public int FlagCount { get; private set; }

    public Severity? HighestSeverity { get; private set; }

    public ReviewState ReviewState { get; private set; }

    public SkipReason? SkipReason { get; private set; }

    /// <summary>The code of the error that stopped the call for good.</summary>
    public string? FailureCategory { get; private set; }

    public string? FailureDetail { get; private set; }

    /// <summary>The lane that failed, from which another try starts.</summary>
    public Lane? FailedLane { get; private set; }

    /// <summary>When everything that tells of a person was removed; reports add nothing of it any more.</summary>
    public DateTimeOffset? ErasedAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public DateTimeOffset? JudgedAt { get; private set; }

    /// <summary>A call on first sight. One too short to judge is skipped at once, with the reason.</summary>
    public static Call Create(
        OrganizationId organizationId,
        CallId id,
        CallSource source,
        CallReport report,
        CallCampaign? campaign,
        Vertical vertical,
        DateTimeOffset now)
    {
        var call = new Call
        {
            OrganizationId = organizationId,
            Id = id,
            Source = source,
            SourceCallId = report.SourceCallId,
            Status = CallStatus.Pending,
            Vertical = campaign?.Vertical ?? vertical,
            CampaignId = campaign?.Id,
            CampaignName = campaign?.Name,
            CreatedAt = now,
        };
        call.Take(report, now);
        call.SkipIfTooShort();
        return call;
    }

    /// <summary>True when the recording should be fetched: the call is over and nothing speaks against it.</summary>
    public bool IsReadyForVault => Status == CallStatus.Pending && !IsLive;

    /// <summary>
    /// Takes a later report of the same call. A report never loses what an earlier one knew, and never touches a
    /// verdict; a call that was live or empty when first seen becomes ready for the vault once it is complete, and one that
    /// was given up for want of a recording once it has a link.
    /// </summary>
    /// <returns>True when the call has just become ready for the vault and must be queued for it.</returns>
    public bool Refresh(CallReport report, DateTimeOffset now)
    {
        var (wasReady, addressBefore) = (IsReadyForVault, RecordingAddress);
        if (!Take(report, now))
        {
            return false;
        }

        var isCompleted = SkipReason is Calls.SkipReason.ZeroDuration or Calls.SkipReason.TooShort && IsLongEnough;
        var isRecorded = SkipReason is Calls.SkipReason.NoRecording && RecordingAddress is not null && RecordingAddress != addressBefore;
        if (Status == CallStatus.Skipped && (isCompleted || isRecorded))
        {
            Status = CallStatus.Pending;
            SkipReason = null;
        }
        else
        {
            SkipIfTooShort();
        }

        return IsReadyForVault && !wasReady;
    }

    /// <summary>The source names the campaign of a call that came without one.</summary>
    public void Join(CallCampaign campaign, DateTimeOffset now) =>
        (CampaignId, CampaignName, Vertical, UpdatedAt) = (campaign.Id, campaign.Name, campaign.Vertical, now);

    /// <summary>The source names another address of the recording, in place of one that is dead.</summary>
    public void RecordingMoved(Uri address, DateTimeOffset now) => (RecordingAddress, UpdatedAt) = (address, now);

    /// <summary>
    /// The recording is in the vault. Saved with the recording's row, so that the save fails when the call was erased while
    /// its recording was fetched.
    /// </summary>
    public void RecordingFetched(DateTimeOffset now) => UpdatedAt = now;

    /// <summary>The recording is gone for good; a call that waited for its transcript waits for nothing any more.</summary>
    public void RecordingRemoved(DateTimeOffset now)
    {
        RecordingAddress = null;
        UpdatedAt = now;
        if (Status is CallStatus.Downloaded or CallStatus.Processing)
        {
            SkipAsRemoved(now);
        }
    }

    /// <summary>
    /// Forgets the person: number, recording and what went wrong with it. Time, money and the rules that were broken stay.
    /// </summary>
    public void Erase(DateTimeOffset now)
    {
        (CallerHash, CallerSuffixHash, SealedCallerNumber, RecordingAddress) = (null, null, null, null);
        (ErasedAt, UpdatedAt) = (now, now);
        ReviewState = ReviewState == ReviewState.Open ? ReviewState.None : ReviewState;
        if (Status is not (CallStatus.Safe or CallStatus.Flagged or CallStatus.Skipped))
        {
            SkipAsRemoved(now);
        }
    }

    /// <summary>What the call is billed by, as last reported.</summary>
    public CallTerms Terms => new(Revenue, Payout, DurationSeconds);

    /// <summary>Whether the call is from the caller with this hash.</summary>
    public bool IsCaller(ReadOnlySpan<byte> hash) => CallerHash is { } known && hash.SequenceEqual(known);

    public Result Vaulted(double measuredSeconds, DateTimeOffset now)
    {
        // What decoding measured beats what the source reported only where the source reported nothing:
        // the report is what the call is billed by.
        DurationSeconds ??= measuredSeconds;
        return MoveTo(CallStatus.Downloaded, now);
    }

    public Result BeginTranscription(DateTimeOffset now) => Begin(CallStatus.Processing, now);

    public Result Transcribed(DateTimeOffset now) => MoveTo(CallStatus.Transcribed, now);

    public Result BeginJudging(DateTimeOffset now) => Begin(CallStatus.Judging, now);

    public Result Judged(Judgement judgement, DateTimeOffset now)
    {
        var moved = MoveTo(judgement.IsFlagged ? CallStatus.Flagged : CallStatus.Safe, now);
        if (moved.IsSuccess)
        {
            Score = judgement.Score;
            FlagCount = judgement.Findings.Count;
            HighestSeverity = judgement.Findings.Count == 0 ? null : judgement.Findings.Max(finding => finding.Severity);
            ReviewState = judgement.IsFlagged ? ReviewState.Open : ReviewState.None;
            JudgedAt = now;
        }

        return moved;
    }

    public Result Skip(SkipReason reason, DateTimeOffset now)
    {
        var moved = MoveTo(CallStatus.Skipped, now);
        if (moved.IsSuccess)
        {
            SkipReason = reason;
        }

        return moved;
    }

    /// <summary>An attempt did not succeed and another will follow: back to the state that its lane starts from.</summary>
    public void ReleaseFrom(Lane lane, DateTimeOffset now)
    {
        if (Status == InProgress(lane))
        {
            Status = StartOf(lane);
            UpdatedAt = now;
        }
    }

    public Result Fail(Lane lane, Error cause, DateTimeOffset now)
    {
        var moved = MoveTo(CallStatus.Failed, now);
        if (moved.IsSuccess)
        {
            FailedLane = lane;
            FailureCategory = cause.Code;
            FailureDetail = cause.Message.Length <= FailureDetailMaxLength ? cause.Message : cause.Message[..FailureDetailMaxLength];
        }

        return moved;
    }

    /// <summary>A person asks for another try.</summary>
    /// <returns>The lane to queue the call for, or <c>call_not_failed</c>.</returns>
    public Result<Lane> Retry(DateTimeOffset now)
    {
        if (Status != CallStatus.Failed || FailedLane is not { } lane)
        {
            return CallErrors.NotFailed;
        }

        Status = StartOf(lane);
        (FailedLane, FailureCategory, FailureDetail, UpdatedAt) = (null, null, null, now);
        return lane;
    }

    /// <summary>
    /// What was judged is judged again, by another vertical's rules. The verdict stays as history; the call carries nothing of
    /// it until the next. What a person decided stands.
    /// </summary>
    /// <returns>Success, or <c>call_not_rejudged</c>.</returns>
    public Result JudgeAgain(Vertical vertical, DateTimeOffset now)
    {
        if (Status is not (CallStatus.Safe or CallStatus.Flagged) || ReviewState is ReviewState.Safe or ReviewState.Confirmed)
        {
            return CallErrors.NotRejudged;
        }

        (Vertical, ReviewState) = (vertical, ReviewState.None);
        (Score, FlagCount, HighestSeverity, JudgedAt) = (null, 0, null, null);
        return MoveTo(CallStatus.Transcribed, now);
    }

    /// <summary>A person's decision over the flags.</summary>
    /// <returns>Success, or <c>call_not_flagged</c>.</returns>
    public Result Review(ReviewVerdict verdict, DateTimeOffset now)
    {
        if (Status != CallStatus.Flagged)
        {
            return CallErrors.NotFlagged;
        }

        ReviewState = verdict == ReviewVerdict.Safe ? ReviewState.Safe : ReviewState.Confirmed;
        UpdatedAt = now;
        return verdict == ReviewVerdict.Safe ? MoveTo(CallStatus.Safe, now) : Result.Success;
    }

    private bool IsLongEnough => DurationSeconds >= ShortestJudged.TotalSeconds;

    private bool Take(CallReport report, DateTimeOffset now)
    {
        var before = (StartedAt, DurationSeconds, ConnectedSeconds, IsLive, PublisherName, BuyerName, TargetName);
        var moneyBefore = (Revenue, Payout, RecordingAddress, DialedNumber);
        ConnectionId = report.ConnectionId ?? ConnectionId;
        StartedAt = report.StartedAt;
        DurationSeconds = report.DurationSeconds ?? DurationSeconds;
        ConnectedSeconds = report.ConnectedSeconds ?? ConnectedSeconds;
        IsLive = report.IsLive;
        PublisherName = report.Parties.PublisherName ?? PublisherName;
        BuyerName = report.Parties.BuyerName ?? BuyerName;
        TargetName = report.Parties.TargetName ?? TargetName;
        DialedNumber = report.DialedNumber ?? DialedNumber;
        Revenue = report.Revenue ?? Revenue;
        Payout = report.Payout ?? Payout;
        RecordingAddress = ErasedAt is null ? report.RecordingAddress ?? RecordingAddress : null;
        ReportDigest = report.Digest();
        var changed = TakeCaller(report.Parties.Caller)
            | before != (StartedAt, DurationSeconds, ConnectedSeconds, IsLive, PublisherName, BuyerName, TargetName)
            | moneyBefore != (Revenue, Payout, RecordingAddress, DialedNumber);
        if (changed)
        {
            UpdatedAt = now;
        }

        return changed;
    }

    // Sealing the same number twice gives different bytes; only the hash tells whether it is another caller.
    private bool TakeCaller(ProtectedCaller? caller)
    {
        if (caller is null || ErasedAt is not null || IsCaller(caller.Hash))
        {
            return false;
        }

        (CallerHash, CallerSuffixHash, SealedCallerNumber) = (caller.Hash, caller.SuffixHash, caller.SealedNumber);
        return true;
    }

    private void SkipAsRemoved(DateTimeOffset now)
    {
        if (MoveTo(CallStatus.Skipped, now).IsSuccess)
        {
            (SkipReason, FailedLane, FailureCategory, FailureDetail) = (Calls.SkipReason.ContentRemoved, null, null, null);
        }
    }

    private void SkipIfTooShort()
    {
        // A live row's length is not final, and an unknown length says nothing.
        if (Status == CallStatus.Pending && !IsLive && DurationSeconds is { } seconds && !IsLongEnough)
        {
            Status = CallStatus.Skipped;
            SkipReason = seconds <= 0 ? Calls.SkipReason.ZeroDuration : Calls.SkipReason.TooShort;
        }
    }

    // A worker that died left the call in progress; the next attempt begins where it stands.
    private Result Begin(CallStatus inProgress, DateTimeOffset now) =>
        Status == inProgress ? Result.Success : MoveTo(inProgress, now);

    private Result MoveTo(CallStatus next, DateTimeOffset now)
    {
        if (!CallTransitions.IsLegal(Status, next))
        {
            return CallErrors.IllegalTransition(Status, next);
        }

        Status = next;
        UpdatedAt = now;
        return Result.Success;
    }

    private static CallStatus StartOf(Lane lane) => lane switch
    {
        Lane.Vault => CallStatus.Pending,
        Lane.Factory => CallStatus.Downloaded,
        Lane.Judge => CallStatus.Transcribed,
        _ => throw new ArgumentOutOfRangeException(nameof(lane), lane, "This lane does not work on calls."),
    };

    private static CallStatus? InProgress(Lane lane) => lane switch
    {
        Lane.Factory => CallStatus.Processing,
        Lane.Judge => CallStatus.Judging,
        _ => null,
    };
}
