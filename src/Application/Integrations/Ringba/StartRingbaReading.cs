using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using FluentValidation;
using MediatR;

namespace CallScript.Application.Integrations.Ringba;

/// <summary>Starts the first read of the connected account; after it new calls are read as they come.</summary>
/// <param name="Days">How far back; 1 to 90.</param>
public sealed record StartRingbaReading(int Days) : IRequest<Result<RingbaConnectionDetail>>;

internal sealed class StartRingbaReadingValidator : AbstractValidator<StartRingbaReading>
{
    public StartRingbaReadingValidator() => RuleFor(request => request.Days).InclusiveBetween(1, 90);
}

internal sealed class StartRingbaReadingHandler(
    IAppDbContext db, RingbaAccounts accounts, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<StartRingbaReading, Result<RingbaConnectionDetail>>
{
    public async Task<Result<RingbaConnectionDetail>> Handle(StartRingbaReading request, CancellationToken cancellationToken)
    {
        if (await db.FindRingbaConnectionAsync(cancellationToken) is not { } connection)
        {
            return RingbaConnectionErrors.NotConnected;
        }

        var now = clock.GetUtcNow();
        var started = connection.StartReading(now - TimeSpan.FromDays(request.Days));
        if (!started.IsSuccess)
        {
            return started.Error;
        }

        db.StartReading(connection, clock);
        audit.Record(AuditAction.RingbaReadingStarted, "ringba_connection", connection.Id.ToString(), after: new { connection.ReadFrom });
        await db.SaveChangesAsync(cancellationToken);
        return await accounts.ShowAsync(connection, cancellationToken);
    }
}
