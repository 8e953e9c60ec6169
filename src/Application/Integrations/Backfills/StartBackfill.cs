using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Application.Integrations.Ringba;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Integrations.Backfills;

/// <summary>Reads a span of the connected account's call log, beside live reading and with less claim to the budget.</summary>
/// <param name="From">Calls that started at or after this time.</param>
/// <param name="To">And before this one; a time to come means now.</param>
/// <param name="OldestFirst">Otherwise the newest come first.</param>
/// <param name="DryRun">Only count, by day, what Ringba has and what is not here.</param>
public sealed record StartBackfill(DateTimeOffset From, DateTimeOffset To, bool OldestFirst = false, bool DryRun = false)
    : IRequest<Result<BackfillDetail>>;

internal sealed class StartBackfillValidator : AbstractValidator<StartBackfill>
{
    private static readonly DateTimeOffset Earliest = new(2010, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public StartBackfillValidator(TimeProvider clock)
    {
        RuleFor(request => request.From)
            .GreaterThanOrEqualTo(Earliest).WithMessage("Give a time after 2010.")
            .Must(from => from < clock.GetUtcNow()).WithMessage("Give a time that has passed.");
        RuleFor(request => request.To).GreaterThan(request => request.From).WithMessage("The span must end after it starts.");
    }
}

internal sealed class StartBackfillHandler(IAppDbContext db, ICurrentUser currentUser, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<StartBackfill, Result<BackfillDetail>>
{
    private const int MostAtOnce = 10;

    public async Task<Result<BackfillDetail>> Handle(StartBackfill request, CancellationToken cancellationToken)
    {
        if (await db.FindRingbaConnectionAsync(cancellationToken) is not { } connection)
        {
            return RingbaConnectionErrors.NotConnected;
        }

        var open = await db.CallLogReads.CountAsync(
            row => row.Kind == CallLogReadKind.Backfill && row.FinishedAt == null && row.CancelledAt == null, cancellationToken);
        if (open >= MostAtOnce)
        {
            return CallLogReadErrors.TooMany(MostAtOnce);
        }

        var now = clock.GetUtcNow();
        var read = CallLogRead.Create(
            connection, clock.NewId<CallLogReadId>(), CallLogReadKind.Backfill, request.From.ToUniversalTime(),
            request.To < now ? request.To.ToUniversalTime() : now, request.OldestFirst, request.DryRun,
            currentUser.IsSet ? currentUser.UserId : null, now);
        db.StartRead(read, clock);
        audit.Record(
            AuditAction.BackfillStarted, "backfill", read.Id.ToString(),
            after: new { read.From, read.To, read.OldestFirst, read.IsDryRun });
        await db.SaveChangesAsync(cancellationToken);
        return BackfillDetail.Of(read, now);
    }
}
