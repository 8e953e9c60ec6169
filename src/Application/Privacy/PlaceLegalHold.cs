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

/// <summary>Keeps a call, a caller's calls or all calls from being removed.</summary>
/// <param name="Scope">What is kept.</param>
/// <param name="CallId">For a call.</param>
/// <param name="CallerNumber">For a caller; in any notation.</param>
/// <param name="Reason">Why.</param>
public sealed record PlaceLegalHold(HoldScope Scope, Guid? CallId, string? CallerNumber, string Reason) : IRequest<Result<LegalHoldDetail>>;

internal sealed class PlaceLegalHoldValidator : AbstractValidator<PlaceLegalHold>
{
    public PlaceLegalHoldValidator()
    {
        RuleFor(request => request.Scope).IsInEnum();
        RuleFor(request => request.Reason).NotEmpty().MaximumLength(LegalHold.ReasonMaxLength);
        RuleFor(request => request.CallId).NotNull().When(request => request.Scope == HoldScope.Call);
        RuleFor(request => request.CallerNumber).MaximumLength(CallParties.NumberMaxLength)
            .Must(number => PhoneNumber.Normalize(number) is not null).When(request => request.Scope == HoldScope.Caller)
            .WithMessage("Give a telephone number.");
    }
}

internal sealed class PlaceLegalHoldHandler(
    IAppDbContext db,
    ITenantContext tenant,
    ICurrentUser currentUser,
    ICallerNumbers numbers,
    PrivacyPresentation presentation,
    IAuditTrail audit,
    TimeProvider clock)
    : IRequestHandler<PlaceLegalHold, Result<LegalHoldDetail>>
{
    public async Task<Result<LegalHoldDetail>> Handle(PlaceLegalHold request, CancellationToken cancellationToken)
    {
        var made = await MakeAsync(request, cancellationToken);
        if (!made.IsSuccess)
        {
            return made.Error;
        }

        var hold = made.Value;
        db.LegalHolds.Add(hold);
        audit.Record(
            AuditAction.LegalHoldPlaced, "legal_hold", hold.Id.ToString(),
            after: new { hold.Scope, CallId = hold.CallId?.ToString(), hold.Reason });
        await db.SaveChangesAsync(cancellationToken);
        return (await presentation.PresentAsync([hold], cancellationToken))[0];
    }

    private async Task<Result<LegalHold>> MakeAsync(PlaceLegalHold request, CancellationToken cancellationToken)
    {
        var id = clock.NewId<LegalHoldId>();
        var by = currentUser.IsSet ? currentUser.UserId : (Domain.Organizations.UserId?)null;
        var reason = request.Reason.Trim();
        var now = clock.GetUtcNow();
        switch (request.Scope)
        {
            case HoldScope.Organization:
                return LegalHold.OnOrganization(tenant.OrganizationId, id, reason, by, now);
            case HoldScope.Caller:
                var caller = (await numbers.UnlockAsync(cancellationToken)).Protect(id.Value, request.CallerNumber);
                return LegalHold.OnCaller(tenant.OrganizationId, id, caller!, reason, by, now);
            default:
                var callId = new CallId(request.CallId!.Value);
                return await db.Calls.AnyAsync(call => call.Id == callId, cancellationToken)
                    ? LegalHold.OnCall(tenant.OrganizationId, id, callId, reason, by, now)
                    : CallErrors.NotFound;
        }
    }
}
