using CallScript.Application.Accounts;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Organizations;

/// <summary>What the holder of an invite's token is asked to agree to. Nothing changes by looking.</summary>
public sealed record OpenInvite(string Token) : IRequest<Result<OpenInviteResponse>>;

/// <param name="OrganizationName">Where to.</param>
/// <param name="InvitedBy">Who invites; null for an API key or a former member.</param>
/// <param name="Role">As what.</param>
/// <param name="Email">The address that the invite was sent to.</param>
/// <param name="ExpiresAt">UTC.</param>
/// <param name="HasAccount">Whether the address can sign in; otherwise accepting makes an account.</param>
public sealed record OpenInviteResponse(
    string OrganizationName, string? InvitedBy, OrganizationRole Role, string Email, DateTimeOffset ExpiresAt, bool HasAccount);

internal sealed class OpenInviteValidator : AbstractValidator<OpenInvite>
{
    public OpenInviteValidator() => RuleFor(request => request.Token).NotEmpty().MaximumLength(200);
}

internal sealed class OpenInviteHandler(
    IAppDbContext db, ITenantContext tenant, ICurrentUser currentUser, IAccounts accounts, InviteLetters letters, TimeProvider clock)
    : IRequestHandler<OpenInvite, Result<OpenInviteResponse>>
{
    public async Task<Result<OpenInviteResponse>> Handle(OpenInvite request, CancellationToken cancellationToken)
    {
        if (await db.FindInviteAsync(currentUser, request.Token, cancellationToken) is not { } invite)
        {
            return InviteErrors.NotFound;
        }

        if (invite.StatusAt(clock.GetUtcNow()) is not InviteStatus.Open and var status)
        {
            return InviteErrors.Closed(status);
        }

        tenant.Enter(invite.OrganizationId);
        var organization = await db.Organizations.Current(tenant).Select(row => row.Name).SingleAsync(cancellationToken);
        return new OpenInviteResponse(
            organization,
            await letters.InviterAsync(invite, cancellationToken),
            invite.Role,
            invite.Email,
            invite.ExpiresAt,
            await accounts.FindIdByEmailAsync(invite.Email, cancellationToken) is not null);
    }
}

internal static class InviteLookup
{
    /// <summary>
    /// The invite of a token, across organizations: showing the token is the right to see this one row, and row-level
    /// security knows of no other.
    /// </summary>
    public static async Task<Invite?> FindInviteAsync(
        this IAppDbContext db, ICurrentUser currentUser, string token, CancellationToken cancellationToken)
    {
        var hash = InviteTokens.Hash(token);
        currentUser.Present(hash);
        return await db.Invites.IgnoreQueryFilters().AsNoTracking()
            .SingleOrDefaultAsync(row => row.TokenHash == hash, cancellationToken);
    }
}
