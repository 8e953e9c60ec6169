using CallScript.Application.Accounts;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Organizations;

/// <summary>Invites that were neither accepted, declined nor withdrawn, newest first; expired ones can be sent again.</summary>
public sealed record ListInvites : IRequest<Result<ListInvitesResponse>>;

public sealed record ListInvitesResponse(IReadOnlyList<InviteListItem> Items);

/// <param name="Id">The invite.</param>
/// <param name="Email">To whom it was sent.</param>
/// <param name="Role">What they would become.</param>
/// <param name="Status">Open or expired.</param>
/// <param name="InvitedBy">Who invites; null for an API key or a former member.</param>
/// <param name="SentAt">UTC; the last letter.</param>
/// <param name="ExpiresAt">UTC.</param>
public sealed record InviteListItem(
    Guid Id, string Email, OrganizationRole Role, InviteStatus Status, string? InvitedBy, DateTimeOffset SentAt, DateTimeOffset ExpiresAt)
{
    internal static InviteListItem From(Invite invite, string? inviter, DateTimeOffset now) => new(
        invite.Id.Value, invite.Email, invite.Role, invite.StatusAt(now), inviter, invite.SentAt, invite.ExpiresAt);
}

internal sealed class ListInvitesHandler(IAppDbContext db, IAccounts accounts, TimeProvider clock)
    : IRequestHandler<ListInvites, Result<ListInvitesResponse>>
{
    private const int Limit = 500;

    public async Task<Result<ListInvitesResponse>> Handle(ListInvites request, CancellationToken cancellationToken)
    {
        var invites = await db.Invites.AsNoTracking()
            .Where(invite => invite.Outcome == InviteStatus.Open)
            .OrderByDescending(invite => invite.SentAt)
            .Take(Limit)
            .ToListAsync(cancellationToken);
        var inviters = await accounts.DisplayNamesAsync(
            [.. invites.Select(invite => invite.InvitedBy).OfType<UserId>().Distinct()], cancellationToken);
        var now = clock.GetUtcNow();
        return new ListInvitesResponse(
        [
            .. invites.Select(invite => InviteListItem.From(
                invite, invite.InvitedBy is { } inviter ? inviters.GetValueOrDefault(inviter) : null, now)),
        ]);
    }
}
