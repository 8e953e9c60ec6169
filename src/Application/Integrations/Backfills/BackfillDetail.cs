using CallScript.Domain.Integrations;

namespace CallScript.Application.Integrations.Backfills;

/// <param name="Id">The backfill.</param>
/// <param name="Kind">Whether somebody asked for it or it catches up with what live reading left out.</param>
/// <param name="State">How it stands.</param>
/// <param name="From">UTC; start of the span.</param>
/// <param name="To">UTC; end of the span.</param>
/// <param name="OldestFirst">Which end it started from.</param>
/// <param name="DryRun">It counts and takes nothing in.</param>
/// <param name="Progress">The part of the span that is done, 0 to 1.</param>
/// <param name="Position">UTC; how far it is.</param>
/// <param name="Created">Calls seen for the first time; of a dry run those that are not here.</param>
/// <param name="Changed">Calls of which Ringba now says something else.</param>
/// <param name="Unchanged">Calls of which it says the same; of a dry run those that are here.</param>
/// <param name="LeftOut">Calls that were removed on purpose and do not come back.</param>
/// <param name="Days">Of a dry run, by UTC day.</param>
/// <param name="CallsPerMinute">Calls read since it started, a minute; null until something was.</param>
/// <param name="SecondsLeft">An estimate, while it runs.</param>
/// <param name="RequestedAt">UTC.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="FinishedAt">UTC.</param>
/// <param name="LastError">What went wrong at the last step, or why it failed.</param>
/// <param name="FailureCode">Why it ended before its end.</param>
public sealed record BackfillDetail(
    Guid Id,
    CallLogReadKind Kind,
    CallLogReadState State,
    DateTimeOffset From,
    DateTimeOffset To,
    bool OldestFirst,
    bool DryRun,
    double Progress,
    DateTimeOffset Position,
    int Created,
    int Changed,
    int Unchanged,
    int LeftOut,
    IReadOnlyList<CallLogDay> Days,
    double? CallsPerMinute,
    double? SecondsLeft,
    DateTimeOffset RequestedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    string? LastError,
    string? FailureCode)
{
    internal static BackfillDetail Of(CallLogRead read, DateTimeOffset now)
    {
        var spent = (read.FinishedAt ?? now) - read.StartedAt;
        return new BackfillDetail(
            read.Id.Value, read.Kind, read.State, read.From, read.To, read.OldestFirst, read.IsDryRun, read.Progress, read.Position,
            read.Counts.Created, read.Counts.Changed, read.Counts.Unchanged, read.Counts.LeftOut, read.Days,
            spent > TimeSpan.Zero ? read.Counts.Total / spent.Value.TotalMinutes : null,
            read.State == CallLogReadState.Running && read.Progress > 0 ? spent!.Value.TotalSeconds * (1 - read.Progress) / read.Progress : null,
            read.RequestedAt, read.StartedAt, read.FinishedAt, read.LastError, read.FailureCode);
    }
}
