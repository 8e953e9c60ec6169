using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Review;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Review;

/// <summary>A person clears a flagged call or agrees with its flags.</summary>
public sealed record DecideReview(Guid CallId, ReviewVerdict Verdict, string? Note) : IRequest<Result<DecideReviewResponse>>;

public sealed record DecideReviewResponse(CallStatus Status, ReviewState ReviewState);

internal sealed class DecideReviewValidator : AbstractValidator<DecideReview>
{
    public DecideReviewValidator() => RuleFor(request => request.Note).MaximumLength(ReviewDecision.NoteMaxLength);
}

internal sealed class DecideReviewHandler(IAppDbContext db, ICurrentUser currentUser, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<DecideReview, Result<DecideReviewResponse>>
{
    public async Task<Result<DecideReviewResponse>> Handle(DecideReview request, CancellationToken cancellationToken)
    {
        var callId = new CallId(request.CallId);
        var call = await db.Calls.SingleOrDefaultAsync(row => row.Id == callId, cancellationToken);
        if (call is null)
        {
            return CallErrors.NotFound;
        }

        var now = clock.GetUtcNow();
        var before = new { call.Status, call.ReviewState };
        var reviewed = call.Review(request.Verdict, now);
        if (!reviewed.IsSuccess)
        {
            return reviewed.Error;
        }

        db.ReviewDecisions.Add(ReviewDecision.Create(
            call.OrganizationId, clock.NewId<ReviewDecisionId>(), call.Id,
            currentUser.IsSet ? currentUser.UserId : null, currentUser.ApiKeyId, request.Verdict,
            string.IsNullOrWhiteSpace(request.Note) ? null : request.Note.Trim(), now));
        audit.Record(AuditAction.ReviewDecided, "call", call.Id.ToString(), before, new { call.Status, call.ReviewState });
        await db.SaveChangesAsync(cancellationToken);
        return new DecideReviewResponse(call.Status, call.ReviewState);
    }
}
