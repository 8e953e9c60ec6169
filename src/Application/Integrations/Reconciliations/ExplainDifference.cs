using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Integrations.Reconciliations;

/// <summary>Says why a day differs; it is not read again for this difference.</summary>
public sealed record ExplainDifference(Guid ConnectionId, DateOnly Day, string Explanation) : IRequest<Result<ReconciliationDetail>>;

internal sealed class ExplainDifferenceValidator : AbstractValidator<ExplainDifference>
{
    public ExplainDifferenceValidator() =>
        RuleFor(request => request.Explanation).NotEmpty().MaximumLength(Reconciliation.ExplanationMaxLength);
}

internal sealed class ExplainDifferenceHandler(IAppDbContext db, ICurrentUser currentUser, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<ExplainDifference, Result<ReconciliationDetail>>
{
    public async Task<Result<ReconciliationDetail>> Handle(ExplainDifference request, CancellationToken cancellationToken)
    {
        var connectionId = new RingbaConnectionId(request.ConnectionId);
        var row = await db.Reconciliations.SingleOrDefaultAsync(
            day => day.ConnectionId == connectionId && day.Day == request.Day, cancellationToken);
        if (row is null)
        {
            return ReconciliationErrors.NotFound;
        }

        var explained = row.Explain(request.Explanation.Trim(), currentUser.IsSet ? currentUser.UserId : null, clock.GetUtcNow());
        if (!explained.IsSuccess)
        {
            return explained.Error;
        }

        audit.Record(
            AuditAction.DifferenceExplained, "reconciliation", $"{row.ConnectionId}/{row.Day:yyyy-MM-dd}", after: new { row.Explanation });
        await db.SaveChangesAsync(cancellationToken);
        return ReconciliationDetail.Of(row);
    }
}
