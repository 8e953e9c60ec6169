using CallScript.Application.Accounts;
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

/// <summary>
/// Somebody agrees to join: the signed-in person, if the invite was sent to their address, or a new one, who chooses a
/// name and a password. The token proves that they read the address's mail.
/// </summary>
/// <param name="Token">From the letter.</param>
/// <param name="DisplayName">Only of a new person.</param>
/// <param name="Password">Only of a new person.</param>
public sealed record AcceptInvite(string Token, string? DisplayName, string? Password) : IRequest<Result<AcceptInviteResponse>>;

/// <param name="OrganizationId">Where they now belong.</param>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Email">What to sign in with.</param>
public sealed record AcceptInviteResponse(Guid OrganizationId, string Slug, string Email);

internal sealed class AcceptInviteValidator : AbstractValidator<AcceptInvite>
{
    public AcceptInviteValidator()
    {
        RuleFor(request => request.Token).NotEmpty().MaximumLength(AccountRules.SecretMaxLength);
        RuleFor(request => request.DisplayName).MaximumLength(AccountRules.DisplayNameMaxLength);
        RuleFor(request => request.Password).MaximumLength(AccountRules.PasswordMaxLength);
    }
}

internal sealed class AcceptInviteHandler(
    IAppDbContext db, ITenantContext tenant, ICurrentUser currentUser, IAccounts accounts, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<AcceptInvite, Result<AcceptInviteResponse>>
{
    public async Task<Result<AcceptInviteResponse>> Handle(AcceptInvite request, CancellationToken cancellationToken)
    {
        if (await db.FindInviteAsync(currentUser, request.Token, cancellationToken) is not { } found)
        {
            return InviteErrors.NotFound;
        }

        tenant.Enter(found.OrganizationId);
        await using var change = await db.BeginMembershipChangeAsync(cancellationToken);

        // Read again under the lock: of two who accept at once, one is late.
        var invite = await db.Invites.SingleOrDefaultAsync(
            row => row.Id == found.Id && row.TokenHash == found.TokenHash, cancellationToken);
        if (invite is null)
        {
            return InviteErrors.NotFound;
        }

        var now = clock.GetUtcNow();
        var accepted = invite.Accept(now);
        if (!accepted.IsSuccess)
        {
            return accepted.Error;
        }

        var person = await PersonAsync(invite, request, cancellationToken);
        if (!person.IsSuccess)
        {
            return person.Error;
        }

        if (await db.Memberships.AnyAsync(row => row.UserId == person.Value, cancellationToken))
        {
            return MemberErrors.AlreadyMember;
        }

        db.Memberships.Add(Membership.Create(invite.OrganizationId, person.Value, invite.Role, now));
        audit.Record(
            AuditAction.InviteAccepted, "invite", invite.Id.ToString(), after: new { Member = person.Value.Value, invite.Role });
        await db.SaveChangesAsync(cancellationToken);
        var slug = await db.Organizations.Current(tenant).Select(row => row.Slug).SingleAsync(cancellationToken);
        await change.CommitAsync(cancellationToken);
        return new AcceptInviteResponse(invite.OrganizationId.Value, slug, invite.Email);
    }

    private async Task<Result<UserId>> PersonAsync(Invite invite, AcceptInvite request, CancellationToken cancellationToken)
    {
        if (currentUser.IsSet)
        {
            return await accounts.FindAsync(currentUser.UserId, cancellationToken) is { } account && invite.IsFor(account.Email)
                ? account.Id
                : MemberErrors.AnotherPersonsInvite;
        }

        if (await accounts.FindIdByEmailAsync(invite.Email, cancellationToken) is not null)
        {
            return MemberErrors.SignInToAccept;
        }

        if (string.IsNullOrWhiteSpace(request.DisplayName) || string.IsNullOrEmpty(request.Password))
        {
            return new ValidationError(new Dictionary<string, string[]>
            {
                ["displayName"] = string.IsNullOrWhiteSpace(request.DisplayName) ? ["Enter your name."] : [],
                ["password"] = string.IsNullOrEmpty(request.Password) ? ["Choose a password."] : [],
            }.Where(field => field.Value.Length > 0).ToDictionary());
        }

        var created = await accounts.CreateAsync(invite.Email, request.DisplayName.Trim(), request.Password, cancellationToken);
        if (created.IsSuccess)
        {
            currentUser.SignIn(created.Value);
        }

        return created;
    }
}
