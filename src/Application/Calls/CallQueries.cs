using CallScript.Application.Common.Paging;
using CallScript.Domain.Calls;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Calls;

/// <summary>Whom a search text could mean; null where it means no caller.</summary>
/// <param name="Hash">Of a whole number.</param>
/// <param name="SuffixHash">Of a number's last digits.</param>
internal readonly record struct SearchedCaller(byte[]? Hash, byte[]? SuffixHash);

/// <summary>What lists of calls have in common.</summary>
internal static class CallQueries
{
    private const string Escape = "\\";

    /// <summary>Calls that hold the text, whatever wildcards it contains, or whose caller it names.</summary>
    public static IQueryable<Call> Matching(this IQueryable<Call> calls, string text, SearchedCaller caller)
    {
        var pattern = "%" + text.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_") + "%";
        var (hash, suffixHash) = caller;
        return calls.Where(call =>
            EF.Functions.Like(call.SourceCallId.ToLower(), pattern.ToLower(), Escape)
            || (hash != null && call.CallerHash == hash)
            || (suffixHash != null && call.CallerSuffixHash == suffixHash)
            || EF.Functions.Like(call.CampaignName!.ToLower(), pattern.ToLower(), Escape)
            || EF.Functions.Like(call.PublisherName!.ToLower(), pattern.ToLower(), Escape)
            || EF.Functions.Like(call.BuyerName!.ToLower(), pattern.ToLower(), Escape));
    }

    /// <summary>One page, newest first. One row more than asked for is read to learn whether another page follows.</summary>
    public static async Task<Page<CallSummary>> ToPageAsync(
        this IQueryable<Call> query,
        CallPresentation presentation,
        string? cursor,
        int limit,
        CancellationToken cancellationToken)
    {
        if (cursor is not null && CallCursor.TryDecode(cursor, out var after))
        {
            query = query.Where(call =>
                call.StartedAt < after.StartedAt || (call.StartedAt == after.StartedAt && call.Id < after.Id));
        }

        var rows = await query
            .OrderByDescending(call => call.StartedAt)
            .ThenByDescending(call => call.Id)
            .Select(CallRow.FromCall)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        var isLast = rows.Count <= limit;
        var calls = await presentation.PresentAsync(isLast ? rows : rows[..limit], cancellationToken);
        return new Page<CallSummary>(
            calls, isLast ? null : new CallCursor(calls[^1].StartedAt, new CallId(calls[^1].Id)).Encode());
    }

    public static IRuleBuilderOptions<T, string?> MustBeCallCursor<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(cursor => cursor is null || CallCursor.TryDecode(cursor, out _))
            .WithMessage("The cursor is not one that a page of this list gave.");
}
