using CallScript.Application.Accounts;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Judging;
using CallScript.Application.Privacy;
using CallScript.Domain.ApiKeys;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Judging;
using CallScript.Domain.Organizations;
using CallScript.Domain.Privacy;
using CallScript.Domain.Recordings;
using CallScript.Domain.Review;
using CallScript.Domain.Transcription;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Calls;

/// <summary>Everything that is known of one call: what a reviewer works with.</summary>
public sealed record GetCall(Guid CallId) : IRequest<Result<CallDetail>>;

/// <param name="Call">As lists show it.</param>
/// <param name="Recording">Null until vaulted.</param>
/// <param name="Transcript">Null until transcribed.</param>
/// <param name="Verdict">Null until judged.</param>
/// <param name="Flags">Of the latest verdict, in order of time; absences first.</param>
/// <param name="Reviews">People's decisions, newest first.</param>
/// <param name="IsHeld">A legal hold keeps it, whatever retention says.</param>
/// <param name="Removed">What was removed of it, newest first.</param>
/// <param name="DialedNumber">The number that the caller dialled; null when the source does not say.</param>
/// <param name="CallsOfCaller">Calls from the same caller, this one included; 0 when the caller is unknown.</param>
public sealed record CallDetail(
    CallSummary Call,
    RecordingDetail? Recording,
    TranscriptDetail? Transcript,
    VerdictDetail? Verdict,
    IReadOnlyList<FlagDetail> Flags,
    IReadOnlyList<ReviewDetail> Reviews,
    string? DialedNumber,
    int CallsOfCaller,
    bool IsHeld,
    IReadOnlyList<RemovedDetail> Removed);

/// <param name="Part">What is gone.</param>
/// <param name="Cause">Why.</param>
/// <param name="RemovedAt">UTC.</param>
public sealed record RemovedDetail(RemovedPart Part, RemovalCause Cause, DateTimeOffset RemovedAt);

/// <param name="DurationSeconds">Measured by decoding.</param>
/// <param name="Channels">Channels in the file.</param>
/// <param name="Layout">Whether they differ.</param>
/// <param name="MediaType">Sniffed from the content.</param>
/// <param name="ByteCount">Size in bytes.</param>
/// <param name="Sha256">Lower-case hexadecimal.</param>
/// <param name="StoredAt">UTC.</param>
/// <param name="Peaks">0-255 for each of up to 1000 slices of time, channels interleaved.</param>
public sealed record RecordingDetail(
    double DurationSeconds,
    int Channels,
    ChannelLayout Layout,
    string MediaType,
    long ByteCount,
    string Sha256,
    DateTimeOffset StoredAt,
    IReadOnlyList<int> Peaks);

public sealed record TranscriptDetail(
    TranscriptOutcome Outcome,
    SpeechEngine Engine,
    SpeakerAttribution Speakers,
    string Language,
    double SpeechSeconds,
    double RealTimeFactor,
    IReadOnlyList<SegmentDetail> Segments);

public sealed record SegmentDetail(
    int Index, Speaker Speaker, int Channel, double Start, double End, string Text, IReadOnlyList<Word> Words);

public sealed record VerdictDetail(string Engine, int RuleSetVersion, int Score, DateTimeOffset JudgedAt);

/// <param name="Id">The flag.</param>
/// <param name="Slug">The rule.</param>
/// <param name="Title">The rule's name for people.</param>
/// <param name="Severity">When the rule decided.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="SegmentIndex">Null where the violation is an absence.</param>
/// <param name="Start">Seconds; null for an absence.</param>
/// <param name="End">Seconds; null for an absence.</param>
/// <param name="Quote">The words as transcribed; null for an absence.</param>
/// <param name="Explanation">Why, in a sentence.</param>
/// <param name="RuleVersion">The version of the rule that decided.</param>
public sealed record FlagDetail(
    Guid Id,
    string Slug,
    string Title,
    Severity Severity,
    double Confidence,
    int? SegmentIndex,
    double? Start,
    double? End,
    string? Quote,
    string Explanation,
    int RuleVersion)
{
    internal static FlagDetail From(Flag flag, IRuleCatalogue rules) => new(
        flag.Id.Value,
        flag.RuleSlug,
        rules.TitleOf(flag.RuleSlug),
        flag.Severity,
        flag.Confidence,
        flag.SegmentIndex,
        flag.Start,
        flag.End,
        flag.Quote,
        flag.Explanation,
        flag.RuleVersion);
}

public sealed record ReviewDetail(Guid Id, ReviewVerdict Decision, string ReviewerName, string? Note, DateTimeOffset DecidedAt);

internal sealed class GetCallHandler(IAppDbContext db, IAccounts accounts, IRuleCatalogue rules, CallPresentation presentation)
    : IRequestHandler<GetCall, Result<CallDetail>>
{
    public async Task<Result<CallDetail>> Handle(GetCall request, CancellationToken cancellationToken)
    {
        var callId = new CallId(request.CallId);
        var found = await db.Calls.AsNoTracking()
            .Where(row => row.Id == callId)
            .Select(CallRow.FromCall)
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return CallErrors.NotFound;
        }

        var call = (await presentation.PresentAsync([found], cancellationToken))[0];
        var callsOfCaller = await db.Calls.CountAsync(
            row => row.CallerHash != null && db.Calls.Any(same => same.Id == callId && same.CallerHash == row.CallerHash), cancellationToken);
        var recording = await db.Recordings.AsNoTracking().SingleOrDefaultAsync(row => row.CallId == callId, cancellationToken);
        var transcript = await db.Transcripts.AsNoTracking().SingleOrDefaultAsync(row => row.CallId == callId, cancellationToken);
        var verdict = await db.Verdicts.AsNoTracking()
            .Include(row => row.Flags)
            .Where(row => row.CallId == callId)
            .OrderByDescending(row => row.JudgedAt)
            .FirstOrDefaultAsync(cancellationToken);
        return new CallDetail(
            call,
            recording is null ? null : ToDetail(recording),
            transcript is null ? null : ToDetail(transcript),
            verdict is null ? null : new VerdictDetail(verdict.Engine, verdict.RuleSetVersion, verdict.Score, verdict.JudgedAt),
            [.. (verdict?.Flags ?? []).OrderBy(flag => flag.Start ?? -1).Select(flag => FlagDetail.From(flag, rules))],
            await ReviewsAsync(callId, cancellationToken),
            await db.Calls.Where(row => row.Id == callId).Select(row => row.DialedNumber).SingleAsync(cancellationToken),
            callsOfCaller,
            await db.Calls.Where(row => row.Id == callId).Held(db).AnyAsync(cancellationToken),
            await db.Removals.AsNoTracking()
                .Where(row => row.CallId == callId)
                .OrderByDescending(row => row.RemovedAt)
                .Select(row => new RemovedDetail(row.Part, row.Cause, row.RemovedAt))
                .ToListAsync(cancellationToken));
    }

    private async Task<IReadOnlyList<ReviewDetail>> ReviewsAsync(CallId callId, CancellationToken cancellationToken)
    {
        var decisions = await db.ReviewDecisions.AsNoTracking()
            .Where(row => row.CallId == callId)
            .OrderByDescending(row => row.DecidedAt)
            .ToListAsync(cancellationToken);
        var names = await accounts.DisplayNamesAsync(
            [.. decisions.Select(row => row.ReviewerId).OfType<UserId>().Distinct()], cancellationToken);
        var keyIds = decisions.Select(row => row.ApiKeyId).OfType<ApiKeyId>().Distinct().ToList();
        var keys = keyIds.Count == 0
            ? []
            : await db.ApiKeys.Where(key => keyIds.Contains(key.Id)).ToDictionaryAsync(key => key.Id, key => key.Name, cancellationToken);
        return
        [
            .. decisions.Select(row => new ReviewDetail(
                row.Id.Value, row.Verdict, NameOf(row), row.Note, row.DecidedAt)),
        ];

        string NameOf(ReviewDecision decision) => decision switch
        {
            { ReviewerId: { } reviewer } => names.GetValueOrDefault(reviewer, "A former member"),
            { ApiKeyId: { } key } => $"API key {keys.GetValueOrDefault(key, "")}".TrimEnd(),
            _ => "A former member",
        };
    }

    private static RecordingDetail ToDetail(Recording recording) => new(
        recording.DurationSeconds,
        recording.Channels,
        recording.Layout,
        recording.MediaType,
        recording.ByteCount,
        recording.Sha256,
        recording.StoredAt,
        [.. recording.Peaks.Select(peak => (int)peak)]);

    private static TranscriptDetail ToDetail(Transcript transcript) => new(
        transcript.Outcome,
        transcript.Engine,
        transcript.Speakers,
        transcript.Language,
        transcript.SpeechSeconds,
        transcript.RealTimeFactor,
        [
            .. transcript.Segments.Select((segment, index) => new SegmentDetail(
                index, segment.Speaker, segment.Channel, segment.Start, segment.End, segment.Text, segment.Words)),
        ]);
}
