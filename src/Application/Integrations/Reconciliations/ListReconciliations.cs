using CallScript.Application.Common.Persistence;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Integrations.Reconciliations;

/// <summary>How the days of the organization's accounts compare with what their source adds up, newest first.</summary>
/// <param name="From">The first UTC day; null: 30 days before the last.</param>
/// <param name="To">The last UTC day; null: today.</param>
/// <param name="OnlyDifferences">Leaves out the days that agree.</param>
public sealed record ListReconciliations(DateOnly? From, DateOnly? To, bool OnlyDifferences = false)
    : IRequest<Result<ReconciliationList>>
{
    public const int MostDays = 366;
    public const int UsualDays = 30;
}

/// <param name="Items">Newest first.</param>
public sealed record ReconciliationList(IReadOnlyList<ReconciliationDetail> Items);

/// <param name="ConnectionId">The account.</param>
/// <param name="Day">UTC.</param>
/// <param name="State">How it stands.</param>
/// <param name="Ours">What is here.</param>
/// <param name="Removed">What was here and was removed on purpose.</param>
/// <param name="Theirs">What Ringba says; null where the account does not add up.</param>
/// <param name="CheckedAt">UTC; the last comparison.</param>
/// <param name="NextCheckAt">UTC; null when the day is settled.</param>
/// <param name="Rereads">How often the day was read again for the present difference.</param>
/// <param name="Explanation">Why the sides differ, in a person's words.</param>
/// <param name="ExplainedAt">UTC.</param>
public sealed record ReconciliationDetail(
    Guid ConnectionId,
    DateOnly Day,
    ReconciliationState State,
    DayTotals Ours,
    DayTotals Removed,
    DayTotals Theirs,
    DateTimeOffset CheckedAt,
    DateTimeOffset? NextCheckAt,
    int Rereads,
    string? Explanation,
    DateTimeOffset? ExplainedAt)
{
    internal static ReconciliationDetail Of(Reconciliation row) => new(
        row.ConnectionId.Value, row.Day, row.State, row.Ours, row.Removed, row.Theirs, row.CheckedAt, row.NextCheckAt, row.Rereads,
        row.Explanation, row.ExplainedAt);
}

internal sealed class ListReconciliationsValidator : AbstractValidator<ListReconciliations>
{
    public ListReconciliationsValidator() => RuleFor(request => request.To)
        .Must((request, to) => request.From is not { } from || to is null || (to >= from && to.Value.DayNumber - from.DayNumber < ListReconciliations.MostDays))
        .WithMessage($"The span must not end before it starts, and hold {ListReconciliations.MostDays} days at most.");
}

internal sealed class ListReconciliationsHandler(IAppDbContext db, TimeProvider clock)
    : IRequestHandler<ListReconciliations, Result<ReconciliationList>>
{
    public async Task<Result<ReconciliationList>> Handle(ListReconciliations request, CancellationToken cancellationToken)
    {
        var to = request.To ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var from = request.From ?? to.AddDays(-ListReconciliations.UsualDays);
        var rows = await db.Reconciliations.AsNoTracking()
            .Where(row => row.Day >= from && row.Day <= to && (!request.OnlyDifferences || row.State == ReconciliationState.Differs))
            .OrderByDescending(row => row.Day).ThenBy(row => row.ConnectionId)
            .Take(ListReconciliations.MostDays)
            .ToListAsync(cancellationToken);
        return new ReconciliationList([.. rows.Select(ReconciliationDetail.Of)]);
    }
}
