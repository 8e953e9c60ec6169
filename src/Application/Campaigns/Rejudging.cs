using CallScript.Application.Common.Persistence;
using CallScript.Domain.Calls;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Review;

namespace CallScript.Application.Campaigns;

/// <summary>Which calls of a campaign a change of its vertical concerns, and how.</summary>
internal static class Rejudging
{
    private static readonly CallStatus[] Waiting = [CallStatus.Pending, CallStatus.Downloaded, CallStatus.Transcribed, CallStatus.Failed];
    private static readonly CallStatus[] Judged = [CallStatus.Safe, CallStatus.Flagged];
    private static readonly ReviewState[] Open = [ReviewState.None, ReviewState.Open];

    /// <summary>The campaign's calls of a span that have another vertical than it.</summary>
    public static IQueryable<Call> WithOtherVertical(
        this IQueryable<Call> calls, CampaignId campaignId, Vertical vertical, DateTimeOffset from, DateTimeOffset to) =>
        calls.Where(call => call.CampaignId == campaignId && call.StartedAt >= from && call.StartedAt < to && call.Vertical != vertical);

    /// <summary>Nobody decided over the verdict, and the words that another judgement needs are here.</summary>
    public static IQueryable<Call> JudgedAndOpen(this IQueryable<Call> calls, IAppDbContext db) => calls.Where(call =>
        Judged.Contains(call.Status) && Open.Contains(call.ReviewState) && db.Transcripts.Any(transcript => transcript.CallId == call.Id));

    /// <summary>The verdict is still to come and nobody works on the call.</summary>
    public static IQueryable<Call> NotJudgedYet(this IQueryable<Call> calls) => calls.Where(call => Waiting.Contains(call.Status));

    /// <summary>Either of them, in one walk along the index.</summary>
    public static IQueryable<Call> OpenOrNotJudgedYet(this IQueryable<Call> calls, IAppDbContext db) => calls.Where(call =>
        Waiting.Contains(call.Status)
        || (Judged.Contains(call.Status) && Open.Contains(call.ReviewState) && db.Transcripts.Any(transcript => transcript.CallId == call.Id)));

    /// <summary>A worker holds the call and would lose what it did if the call changed now.</summary>
    public static IQueryable<Call> Underway(this IQueryable<Call> calls) =>
        calls.Where(call => call.Status == CallStatus.Processing || call.Status == CallStatus.Judging);

    /// <summary>A person's decision stands.</summary>
    public static IQueryable<Call> Decided(this IQueryable<Call> calls) =>
        calls.Where(call => call.ReviewState == ReviewState.Safe || call.ReviewState == ReviewState.Confirmed);

    /// <summary>Judged, but the words are gone.</summary>
    public static IQueryable<Call> WithoutWords(this IQueryable<Call> calls, IAppDbContext db) => calls.Where(call =>
        Judged.Contains(call.Status) && Open.Contains(call.ReviewState) && !db.Transcripts.Any(transcript => transcript.CallId == call.Id));
}
