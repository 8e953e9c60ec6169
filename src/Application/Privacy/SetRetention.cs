using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Privacy;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Privacy;

/// <summary>Sets how long the organization keeps what; null keeps it.</summary>
public sealed record SetRetention(int? RecordingDays, int? TranscriptDays, int? CallDays) : IRequest<Result<RetentionDetail>>;

internal sealed class SetRetentionValidator : AbstractValidator<SetRetention>
{
    public SetRetentionValidator()
    {
        RuleFor(request => request.RecordingDays).InclusiveBetween(1, RetentionPeriods.Longest);
        RuleFor(request => request.TranscriptDays).InclusiveBetween(1, RetentionPeriods.Longest);
        RuleFor(request => request.CallDays).InclusiveBetween(1, RetentionPeriods.Longest);
    }
}

internal sealed class SetRetentionHandler(IAppDbContext db, ITenantContext tenant, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<SetRetention, Result<RetentionDetail>>
{
    public async Task<Result<RetentionDetail>> Handle(SetRetention request, CancellationToken cancellationToken)
    {
        var periods = new RetentionPeriods(request.RecordingDays, request.TranscriptDays, request.CallDays);
        var policy = await db.RetentionPolicies.SingleOrDefaultAsync(cancellationToken);
        var before = policy?.Periods ?? RetentionPeriods.KeepAll;
        if (policy is null)
        {
            policy = RetentionPolicy.Create(tenant.OrganizationId, periods, clock.GetUtcNow());
            db.RetentionPolicies.Add(policy);
        }
        else
        {
            policy.Change(periods, clock.GetUtcNow());
        }

        audit.Record(AuditAction.RetentionChanged, "retention", null, before, periods);
        await db.SaveChangesAsync(cancellationToken);
        return RetentionDetail.From(policy);
    }
}
