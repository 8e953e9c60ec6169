using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Privacy;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Privacy;

/// <summary>Counts what erasing a caller would remove. Nothing is removed until the erasure is confirmed.</summary>
/// <param name="CallerNumber">In any notation.</param>
/// <param name="DeletesCalls">Remove whole calls; otherwise time, money and verdicts stay without personal data.</param>
public sealed record PreviewErasure(string CallerNumber, bool DeletesCalls) : IRequest<Result<ErasureDetail>>;

internal sealed class PreviewErasureValidator : AbstractValidator<PreviewErasure>
{
    public PreviewErasureValidator() => RuleFor(request => request.CallerNumber).NotEmpty().MaximumLength(CallParties.NumberMaxLength)
        .Must(number => PhoneNumber.Normalize(number) is not null).WithMessage("Give a telephone number.");
}

internal sealed class PreviewErasureHandler(
    IAppDbContext db,
    ITenantContext tenant,
    ICurrentUser currentUser,
    ICallerNumbers numbers,
    PrivacyPresentation presentation,
    IAuditTrail audit,
    TimeProvider clock)
    : IRequestHandler<PreviewErasure, Result<ErasureDetail>>
{
    public async Task<Result<ErasureDetail>> Handle(PreviewErasure request, CancellationToken cancellationToken)
    {
        var id = clock.NewId<ErasureId>();
        var caller = (await numbers.UnlockAsync(cancellationToken)).Protect(id.Value, request.CallerNumber)!;
        var erasure = Erasure.Create(
            tenant.OrganizationId, id, caller, request.DeletesCalls, await CountAsync(caller.Hash, cancellationToken),
            currentUser.IsSet ? currentUser.UserId : null, clock.GetUtcNow());
        db.Erasures.Add(erasure);
        audit.Record(AuditAction.ErasurePreviewed, "erasure", id.ToString(), after: new { erasure.DeletesCalls, erasure.Found });
        await db.SaveChangesAsync(cancellationToken);
        return (await presentation.PresentAsync([erasure], cancellationToken))[0];
    }

    private async Task<ErasureCounts> CountAsync(byte[] hash, CancellationToken cancellationToken)
    {
        var calls = db.Calls.Where(call => call.CallerHash == hash);
        return new ErasureCounts(
            await calls.CountAsync(cancellationToken),
            await db.Recordings.CountAsync(row => calls.Any(call => call.Id == row.CallId), cancellationToken),
            await db.Transcripts.CountAsync(row => calls.Any(call => call.Id == row.CallId), cancellationToken),
            await db.Flags.CountAsync(row => row.Quote != null && calls.Any(call => call.Id == row.CallId), cancellationToken),
            await db.ReviewDecisions.CountAsync(row => row.Note != null && calls.Any(call => call.Id == row.CallId), cancellationToken));
    }
}
