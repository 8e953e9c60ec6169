using System.Linq.Expressions;
using CallScript.Application.Common.Paging;
using CallScript.Domain.Calls;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Calls;

/// <summary>What lists of calls have in common.</summary>
internal static class CallQueries
{
    private const string Escape = "\\";

    /// <summary>Calls that hold the text, whatever wildcards it contains.</summary>
    public static IQueryable<Call> Matching(this IQueryable<Call> calls, string text)
    {
        var pattern = "%" + text.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_") + "%";
        return calls.Where(call =>
            EF.Functions.Like(call.SourceCallId.ToLower(), pattern.ToLower(), Escape)
            || EF.Functions.Like(call.CallerNumber!, pattern, Escape)
            || EF.Functions.Like(call.CampaignName!.ToLower(), pattern.ToLower(), Escape)
            || EF.Functions.Like(call.PublisherName!.ToLower(), pattern.ToLower(), Escape)
            || EF.Functions.Like(call.BuyerName!.ToLower(), pattern.ToLower(), Escape));
    }

    /// <summary>One page, newest first. One row more than asked for is read to learn whether another page follows.</summary>
    public static async Task<Page<CallSummary>> ToPageAsync(
        this IQueryable<Call> calls,
        Expression<Func<Call, CallSummary>> shape,
        string? cursor,
        int limit,
        CancellationToken cancellationToken)
    {
        if (cursor is not null && CallCursor.TryDecode(cursor, out var after))
        {
            calls = calls.Where(call =>
                call.StartedAt < after.StartedAt || (call.StartedAt == after.StartedAt && call.Id < after.Id));
        }

        var rows = await calls
            .OrderByDescending(call => call.StartedAt)
            .ThenByDescending(call => call.Id)
            .Select(shape)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        if (rows.Count <= limit)
        {
            return new Page<CallSummary>(rows, NextCursor: null);
        }

        rows.RemoveAt(limit);
        var last = rows[^1];
        return new Page<CallSummary>(rows, new CallCursor(last.StartedAt, new CallId(last.Id)).Encode());
    }

    public static IRuleBuilderOptions<T, string?> MustBeCallCursor<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(cursor => cursor is null || CallCursor.TryDecode(cursor, out _))
            .WithMessage("The cursor is not one that a page of this list gave.");
}
