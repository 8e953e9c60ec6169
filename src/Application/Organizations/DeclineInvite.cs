using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Organizations;

/// <summary>Somebody does not want to join. The token is enough: it reached only the address invited.</summary>
public sealed record DeclineInvite(string Token) : IRequest<Result>;

internal sealed class DeclineInviteValidator : AbstractValidator<DeclineInvite>
{
    public DeclineInviteValidator() => RuleFor(request => request.Token).NotEmpty().MaximumLength(200);
}

internal sealed class DeclineInviteHandler(
    IAppDbContext db, ITenantContext tenant, ICurrentUser currentUser, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<DeclineInvite, Result>
{
    public async Task<Result> Handle(DeclineInvite request, CancellationToken cancellationToken)
    {
        if (await db.FindInviteAsync(currentUser, request.Token, cancellationToken) is not { } found)
        {
            return InviteErrors.NotFound;
        }

        tenant.Enter(found.OrganizationId);
        await using var change = await db.BeginMembershipChangeAsync(cancellationToken);
        var invite = await db.Invites.SingleOrDefaultAsync(
            row => row.Id == found.Id && row.TokenHash == found.TokenHash, cancellationToken);
        var declined = invite?.Decline(clock.GetUtcNow()) ?? InviteErrors.NotFound;
        if (!declined.IsSuccess)
        {
            return declined.Error;
        }

        audit.Record(AuditAction.InviteDeclined, "invite", found.Id.ToString());
        await db.SaveChangesAsync(cancellationToken);
        await change.CommitAsync(cancellationToken);
        return Result.Success;
    }
}
