using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using CallScript.Application.Integrations.Ringba;
using CallScript.Domain.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Integrations.Ringba;

/// <summary>Pages through the call log; see <see cref="IRingbaClient"/> for the rules it keeps.</summary>
internal sealed partial class RingbaClient(
    RingbaApi api, RingbaColumnCache cache, IOptions<RingbaOptions> options, ILogger<RingbaClient> logger) : IRingbaClient
{
    /// <summary>A window is not cut below this: so many calls in so short a time are no calls.</summary>
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromSeconds(1);

    private readonly RingbaOptions _options = options.Value;

    public async IAsyncEnumerable<Result<IReadOnlyList<RingbaCall>>> ReadCallsAsync(
        RingbaAccount account, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Calls of a window that was given out before it turned out to be too full and was read again in halves.
        var given = new HashSet<string>(StringComparer.Ordinal);
        var windows = new Stack<Window>();
        if (from < to)
        {
            windows.Push(new Window(from, to));
        }

        while (windows.TryPop(out var window))
        {
            var ofThisWindow = new List<string>();
            for (var offset = 0; ; offset += _options.PageSize)
            {
                var read = await ReadPageAsync(account, window, offset, cancellationToken);
                if (!read.IsSuccess)
                {
                    yield return read.Error;
                    yield break;
                }

                var (calls, rowCount, totalCount) = read.Value;
                var isFull = rowCount >= _options.PageSize;
                // Totals cannot be trusted, so one counts only beside a full page; and without one the cap itself tells.
                var isTooMany = isFull && (totalCount > _options.RowCap || offset + _options.PageSize >= _options.RowCap);
                if (isTooMany && totalCount is { } total && total <= _options.RowCap && offset + rowCount >= total)
                {
                    isTooMany = false;
                }

                if (!isTooMany || offset > 0)
                {
                    ofThisWindow.AddRange(calls.Select(call => call.InboundCallId));
                    IReadOnlyList<RingbaCall> fresh = given.Count == 0 ? calls : [.. calls.Where(call => !given.Contains(call.InboundCallId))];
                    if (fresh.Count > 0)
                    {
                        yield return Result<IReadOnlyList<RingbaCall>>.From(fresh);
                    }
                }

                if (isTooMany)
                {
                    if (window.Length <= ShortestWindow)
                    {
                        yield return RingbaErrors.BadAnswer(
                            $"it reports more than {_options.RowCap} calls within {window.Length.TotalSeconds:0.###} s.");
                        yield break;
                    }

                    LogWindowCut(logger, account.AccountId, window.From, window.To);
                    given.UnionWith(ofThisWindow);
                    windows.Push(window.Later);
                    windows.Push(window.Earlier);
                    break;
                }

                if (!isFull)
                {
                    break;
                }
            }
        }
    }
}
