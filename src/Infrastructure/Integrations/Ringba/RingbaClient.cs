using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using CallScript.Application.Ingest;
using CallScript.Application.Integrations.Ringba;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Integrations.Ringba;

/// <summary>Pages through the call log; see <see cref="IRingbaClient"/> for the rules it keeps.</summary>
internal sealed partial class RingbaClient(
    RingbaApi api, RingbaColumnCache cache, IOptions<RingbaOptions> options, TimeProvider clock, ILogger<RingbaClient> logger)
    : IRingbaClient
{
    /// <summary>A window is not cut below this: so many calls in so short a time are no calls.</summary>
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan TestWindow = TimeSpan.FromHours(1);

    private readonly RingbaOptions _options = options.Value;

    // The cap would make a page larger than it look short, that is, like the last one.
    private int PageSize => Math.Min(_options.PageSize, _options.RowCap);

    public async IAsyncEnumerable<Result<IReadOnlyList<SourceCall>>> ReadCallsAsync(
        RingbaAccount account, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Calls of windows that were given out before they turned out to be too full, and are read again in halves.
        var given = new HashSet<string>(StringComparer.Ordinal);
        var windows = new Stack<Window>();
        if (from < to)
        {
            windows.Push(new Window(from, to));
        }

        while (windows.TryPop(out var window))
        {
            var ofWindow = new List<string>();
            var last = PageVerdict.More;
            for (var offset = 0; last == PageVerdict.More; offset += PageSize)
            {
                var read = await ReadPageAsync(account, window, offset, cancellationToken);
                if (!read.IsSuccess)
                {
                    yield return read.Error;
                    yield break;
                }

                var page = read.Value;
                last = Judge(page, offset);
                if (last == PageVerdict.TooManyFromTheStart)
                {
                    break;
                }

                ofWindow.AddRange(page.Calls.Select(call => call.SourceCallId));
                IReadOnlyList<SourceCall> fresh = [.. page.Calls.Where(call => !given.Contains(call.SourceCallId))];
                if (fresh.Count > 0)
                {
                    yield return AsResult(fresh);
                }
            }

            if (last == PageVerdict.Last)
            {
                continue;
            }

            if (window.Length <= ShortestWindow)
            {
                yield return RingbaErrors.BadAnswer($"it reports more than {_options.RowCap} calls within a second.");
                yield break;
            }

            LogWindowCut(logger, account.AccountId, window.From, window.To);
            given.UnionWith(ofWindow);
            windows.Push(window.Later);
            windows.Push(window.Earlier);
        }
    }

    public async Task<Result<RingbaAccountFound>> TestAsync(RingbaAccount account, CancellationToken cancellationToken)
    {
        // A token may be kept from the list of accounts and still read the log, so a refusal here says nothing of the account.
        var accounts = await api.GetAccountsOnceAsync(account, cancellationToken);
        if (!accounts.IsSuccess && accounts.Error != RingbaErrors.NoAccess && accounts.Error != RingbaErrors.BadAccount)
        {
            return accounts.Error;
        }

        var now = clock.GetUtcNow();
        var log = await api.PostCallLogsOnceAsync(
            account,
            new CallLogsRequest(
                Iso(Floor(now - TestWindow)), Iso(Ceiling(now)), Size: 1, Offset: 0,
                [.. RingbaColumns.Required.Select(column => new ValueColumn(column))],
                [new OrderByColumn(RingbaColumns.CallDt, "asc")]),
            cancellationToken);
        if (!log.IsSuccess)
        {
            return log.Error;
        }

        var page = ReadPage(account, offset: 0, RingbaColumns.Required, log.Value);
        if (!page.IsSuccess)
        {
            return page.Error;
        }

        var named = accounts.IsSuccess ? accounts.Value.Account?.FirstOrDefault(entry => entry.AccountId == account.AccountId) : null;
        return new RingbaAccountFound(named?.Name, page.Value.TotalCount ?? page.Value.RowCount);
    }

    public async Task<Result<IReadOnlyDictionary<string, Uri>>> FindRecordingsAsync(
        RingbaAccount account, IReadOnlyCollection<string> inboundCallIds, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(inboundCallIds.Count, IRingbaClient.MaxDetails);
        var reply = await api.PostAsync(
            account, "calllogs/detail", new CallDetailRequest(inboundCallIds),
            RingbaJson.Default.CallDetailRequest, RingbaJson.Default.CallDetailReply, cancellationToken, RingbaResource.Details);
        if (!reply.IsSuccess)
        {
            return reply.Error;
        }

        if (reply.Value is { IsSuccessful: false } or { Report: null })
        {
            return RingbaErrors.BadAnswer(reply.Value.Message ?? "it holds no report.");
        }

        var addresses = new Dictionary<string, Uri>(StringComparer.Ordinal);
        foreach (var record in reply.Value.Report.Records ?? [])
        {
            // The newest event is the last; the record's own column may still hold the address of the beginning.
            var found = (record.Events ?? []).Select(entry => RingbaRow.AddressOf(entry.RecordingUrl)).LastOrDefault(address => address is not null);
            if (record.InboundCallId is { } id && inboundCallIds.Contains(id) && (found ?? RingbaRow.AddressOf(record.RecordingUrl)) is { } address)
            {
                addresses[id] = address;
            }
        }

        return AsResult<IReadOnlyDictionary<string, Uri>>(addresses);
    }

    public async Task<Result<IReadOnlyList<SourceCall>>> FindCallsAsync(
        RingbaAccount account, IReadOnlyCollection<string> inboundCallIds, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(inboundCallIds.Count, IRingbaClient.MaxDetails);
        var reply = await api.PostDetailsOnceAsync(account, new CallDetailRequest(inboundCallIds), cancellationToken);
        if (!reply.IsSuccess)
        {
            return reply.Error;
        }

        if (reply.Value.IsSuccessful == false || reply.Value.Report?.Records is not { } records)
        {
            return RingbaErrors.BadAnswer(reply.Value.Message ?? "it holds no report.");
        }

        return AsResult<IReadOnlyList<SourceCall>>(
            [.. records.Select(RingbaDetail.Read).OfType<SourceCall>().Where(call => inboundCallIds.Contains(call.SourceCallId))]);
    }

    public async Task<Result<DayTotals>> ReadTotalsAsync(
        RingbaAccount account, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        string[] columns = RingbaColumns.Totals;
        while (true)
        {
            var reply = await api.PostAsync(
                account, "insights",
                new InsightsRequest(Iso(from), Iso(to), [.. columns.Select(column => new ValueColumn(column))], []),
                RingbaJson.Default.InsightsRequest, RingbaJson.Default.CallLogsReply, cancellationToken);
            if (reply is { IsSuccess: false, Error: RingbaRejection rejection } && FindNamed(columns, rejection.Reason) is { } unknown)
            {
                // What an account cannot add up is not compared.
                columns = [.. columns.Where(column => column != unknown)];
                continue;
            }

            return reply.IsSuccess ? TotalsOf(reply.Value, columns) : reply.Error;
        }
    }

    private static Result<DayTotals> TotalsOf(CallLogsReply reply, string[] columns)
    {
        if (reply.IsSuccessful == false || reply.Report?.Records is not { } records)
        {
            return RingbaErrors.BadAnswer(reply.Message ?? "it holds no report.");
        }

        // A span without calls has no row, or a row without values: both stand for nothing.
        var row = new RingbaRow(records.Count == 0 ? new Dictionary<string, JsonElement>() : records[^1], columns);
        var totals = row.ReadTotals();
        return row.Unreadable.Count > 0
            ? RingbaErrors.BadAnswer($"the totals in {string.Join(", ", row.Unreadable)} are no numbers.")
            : totals;
    }

    /// <summary>
    /// A total is believed only beside a full page, and only when it speaks for more: a wrong one then costs requests,
    /// never calls. Without one the cap is noticed when it is reached.
    /// </summary>
    private PageVerdict Judge(CallPage page, int offset) =>
        page.RowCount < PageSize ? PageVerdict.Last
        : offset == 0 && page.TotalCount > _options.RowCap ? PageVerdict.TooManyFromTheStart
        // Another page may not fit under the cap, and would come back short or empty like the end.
        : offset + (2 * PageSize) > _options.RowCap ? PageVerdict.TooMany
        : PageVerdict.More;

    private async Task<Result<CallPage>> ReadPageAsync(
        RingbaAccount account, Window window, int offset, CancellationToken cancellationToken)
    {
        // Each round drops a column that Ringba names as unknown, so there are no more rounds than columns.
        while (true)
        {
            var columns = await FindColumnsAsync(account, cancellationToken);
            if (!columns.IsSuccess)
            {
                return columns.Error;
            }

            // The body is built anew for every page: size, end and order stay, the offset steps.
            var request = new CallLogsRequest(
                Iso(Floor(window.From)),
                Iso(Ceiling(window.To)),
                PageSize,
                offset,
                [.. columns.Value.Select(column => new ValueColumn(column))],
                [new OrderByColumn(RingbaColumns.CallDt, "asc")]);
            var reply = await api.PostAsync(
                account, "calllogs", request, RingbaJson.Default.CallLogsRequest, RingbaJson.Default.CallLogsReply, cancellationToken);
            if (reply.IsSuccess)
            {
                return ReadPage(account, offset, columns.Value, reply.Value);
            }

            if (reply.Error is not RingbaRejection rejection || FindNamed(columns.Value, rejection.Reason) is not { } unknown)
            {
                return reply.Error;
            }

            LogColumnDropped(logger, account.AccountId, unknown);
            cache.Keep(account, [.. columns.Value.Where(column => column != unknown)], _options.ColumnsLifetime);
        }
    }

    private Result<CallPage> ReadPage(RingbaAccount account, int offset, IReadOnlyList<string> columns, CallLogsReply reply)
    {
        if (reply.IsSuccessful == false)
        {
            return RingbaErrors.BadAnswer(reply.Message ?? "it says that it was not successful.");
        }

        if (reply.Report?.Records is not { } records)
        {
            return RingbaErrors.BadAnswer("it holds no report.");
        }

        if (reply.Report.PartialResult == true)
        {
            LogPartial(logger, account.AccountId, offset, records.Count);
        }

        var calls = new List<SourceCall>(records.Count);
        var unusable = 0;
        foreach (var record in records)
        {
            var row = new RingbaRow(record, columns);
            if (row.Read() is { } call)
            {
                calls.Add(call);
                if (row.Unreadable.Count > 0)
                {
                    LogUnreadableValues(logger, account.AccountId, call.SourceCallId, string.Join(", ", row.Unreadable));
                }
            }
            else
            {
                unusable++;
            }
        }

        if (unusable > 0)
        {
            // Not a failure: one broken row would otherwise keep all others of its window out for ever.
            LogUnusableRows(logger, account.AccountId, offset, unusable);
        }

        return new CallPage(calls, records.Count, reply.Report.TotalCount);
    }

    private async Task<Result<IReadOnlyList<string>>> FindColumnsAsync(RingbaAccount account, CancellationToken cancellationToken)
    {
        if (cache.Find(account) is not { } columns)
        {
            var reply = await api.GetAsync(account, "calllogs/columns", RingbaJson.Default.ColumnsReply, cancellationToken);
            if (!reply.IsSuccess)
            {
                return reply.Error;
            }

            if (reply.Value.Columns is not { } entries)
            {
                return RingbaErrors.BadAnswer("it lists no columns.");
            }

            var had = entries.Select(entry => entry.Id).ToHashSet(StringComparer.Ordinal);
            columns = [.. RingbaColumns.Wanted.Where(had.Contains)];
            cache.Keep(account, columns, _options.ColumnsLifetime);
        }

        return RingbaColumns.Required.FirstOrDefault(required => !columns.Contains(required)) is { } missing
            ? RingbaErrors.BadAnswer($"the account has no column '{missing}'.")
            : AsResult(columns);
    }

    private static string? FindNamed(IReadOnlyList<string> columns, string message) =>
        columns.FirstOrDefault(column => Regex.IsMatch(message, $@"\b{column}\b", RegexOptions.None, TimeSpan.FromSeconds(1)));

    private static DateTimeOffset Floor(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    private static DateTimeOffset Ceiling(DateTimeOffset time) =>
        Floor(time) is var floor && floor < time ? floor.AddMilliseconds(1) : floor;

    private static string Iso(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    // An interface does not convert to a Result by itself; behind a type parameter it does.
    private static Result<T> AsResult<T>(T value) => value;

    [LoggerMessage(
        EventId = 4011, Level = LogLevel.Information,
        Message = "Ringba {AccountId}: more rows between {From} and {To} than one query gives; reading it in halves")]
    private static partial void LogWindowCut(ILogger logger, string accountId, DateTimeOffset from, DateTimeOffset to);

    [LoggerMessage(
        EventId = 4012, Level = LogLevel.Information,
        Message = "Ringba {AccountId}: the page at {Offset} with {Rows} rows is marked as partial")]
    private static partial void LogPartial(ILogger logger, string accountId, int offset, int rows);

    [LoggerMessage(
        EventId = 4013, Level = LogLevel.Warning,
        Message = "Ringba {AccountId}: column {Column} is refused and no longer asked for")]
    private static partial void LogColumnDropped(ILogger logger, string accountId, string column);

    [LoggerMessage(
        EventId = 4014, Level = LogLevel.Warning,
        Message = "Ringba {AccountId}: call {InboundCallId} has unreadable values in {Columns}")]
    private static partial void LogUnreadableValues(ILogger logger, string accountId, string inboundCallId, string columns);

    [LoggerMessage(
        EventId = 4015, Level = LogLevel.Error,
        Message = "Ringba {AccountId}: the page at {Offset} holds {Count} rows without a usable id or time; they are left out")]
    private static partial void LogUnusableRows(ILogger logger, string accountId, int offset, int count);

    private enum PageVerdict
    {
        More,
        Last,

        /// <summary>The cap is reached; what came is given out, the rest needs smaller windows.</summary>
        TooMany,

        /// <summary>The first page says so, and none of its window is given out yet.</summary>
        TooManyFromTheStart,
    }

    private sealed record CallPage(IReadOnlyList<SourceCall> Calls, int RowCount, long? TotalCount);

    private readonly record struct Window(DateTimeOffset From, DateTimeOffset To)
    {
        public TimeSpan Length => To - From;

        // Both halves hold the middle: whether Ringba's window includes its ends is not known.
        public Window Earlier => this with { To = Middle };

        public Window Later => this with { From = Middle };

        private DateTimeOffset Middle => Floor(From + (Length / 2));
    }
}
