using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Organizations;

/// <summary>Sends an invite again, with a new link and new days; the old link ends.</summary>
public sealed record ResendInvite(Guid InviteId) : IRequest<Result<InviteListItem>>;

internal sealed class ResendInviteHandler(
    IAppDbContext db, ICurrentUser currentUser, InviteLetters letters, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<ResendInvite, Result<InviteListItem>>
{
    public async Task<Result<InviteListItem>> Handle(ResendInvite request, CancellationToken cancellationToken)
    {
        await using var change = await db.BeginMembershipChangeAsync(cancellationToken);
        var id = new InviteId(request.InviteId);
        if (await db.Invites.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } invite)
        {
            return InviteErrors.NotFound;
        }

        if (!await db.CallerMayAsync(currentUser, MembershipRules.PermissionOver(invite.Role), cancellationToken))
        {
            return MemberErrors.OwnersOnly;
        }

        var token = InviteTokens.Make();
        var sent = invite.SendAgain(InviteTokens.Hash(token), clock.GetUtcNow());
        if (!sent.IsSuccess)
        {
            return sent.Error;
        }

        await letters.SendAsync(invite, token, cancellationToken);
        audit.Record(AuditAction.InviteResent, "invite", invite.Id.ToString(), after: new { invite.Email, invite.Role });
        await db.SaveChangesAsync(cancellationToken);
        await change.CommitAsync(cancellationToken);
        return await letters.ShowAsync(invite, cancellationToken);
    }
}
