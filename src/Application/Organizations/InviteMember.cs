using System.Buffers.Text;
using System.Security.Cryptography;
using CallScript.Application.Accounts;
using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Mail;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Organizations;

/// <summary>Invites somebody by e-mail. Nobody becomes a member before they accept.</summary>
public sealed record InviteMember(string Email, OrganizationRole Role) : IRequest<Result<InviteListItem>>;

internal sealed class InviteMemberValidator : AbstractValidator<InviteMember>
{
    public InviteMemberValidator()
    {
        RuleFor(request => request.Email).NotEmpty().EmailAddress().MaximumLength(Invite.EmailMaxLength);
        RuleFor(request => request.Role).IsInEnum();
    }
}

internal sealed class InviteMemberHandler(
    IAppDbContext db, ITenantContext tenant, ICurrentUser currentUser, IAccounts accounts, InviteLetters letters, IAuditTrail audit,
    TimeProvider clock)
    : IRequestHandler<InviteMember, Result<InviteListItem>>
{
    private const int MostOpen = 200;

    public async Task<Result<InviteListItem>> Handle(InviteMember request, CancellationToken cancellationToken)
    {
        await using var change = await db.BeginMembershipChangeAsync(cancellationToken);
        if (!await db.CallerMayAsync(currentUser, MembershipRules.PermissionOver(request.Role), cancellationToken))
        {
            return MemberErrors.OwnersOnly;
        }

        var now = clock.GetUtcNow();
        var email = Invite.NormalizeEmail(request.Email);
        if (await accounts.FindIdByEmailAsync(email, cancellationToken) is { } known
            && await db.Memberships.AnyAsync(row => row.UserId == known, cancellationToken))
        {
            return MemberErrors.AlreadyMember;
        }

        var open = await db.Invites.Where(row => row.Outcome == InviteStatus.Open).ToListAsync(cancellationToken);
        if (open.Find(row => row.Email == email) is { } before)
        {
            if (before.StatusAt(now) == InviteStatus.Open)
            {
                return MemberErrors.AlreadyInvited;
            }

            // An expired one makes room. It is saved on its own: the index of open invites knows no order of statements.
            before.Revoke(now);
            await db.SaveChangesAsync(cancellationToken);
        }
        else if (open.Count >= MostOpen)
        {
            return MemberErrors.TooManyInvites(MostOpen);
        }

        var token = InviteTokens.Make();
        UserId? inviter = currentUser.IsSet ? currentUser.UserId : null;
        var invite = Invite.Create(
            tenant.OrganizationId, clock.NewId<InviteId>(), email, request.Role, InviteTokens.Hash(token), inviter, now);
        db.Invites.Add(invite);
        await letters.SendAsync(invite, token, cancellationToken);
        audit.Record(AuditAction.MemberInvited, "invite", invite.Id.ToString(), after: new { invite.Email, invite.Role });
        await db.SaveChangesAsync(cancellationToken);
        await change.CommitAsync(cancellationToken);
        return await letters.ShowAsync(invite, cancellationToken);
    }
}

internal static class InviteTokens
{
    private const int Bytes = 32;

    public static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    public static byte[] Hash(string token) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token));
}

/// <summary>Writes invites: the letter, and how lists show one.</summary>
internal sealed class InviteLetters(
    IAppDbContext db, ITenantContext tenant, IAccounts accounts, IMailer mailer, TimeProvider clock)
{
    public async Task SendAsync(Invite invite, string token, CancellationToken cancellationToken)
    {
        var organization = await db.Organizations.Current(tenant).Select(row => row.Name).SingleAsync(cancellationToken);
        mailer.Send(
            invite.Email,
            new InviteLetter(organization, await InviterAsync(invite, cancellationToken), invite.Role, invite.ExpiresAt, token));
    }

    public async Task<InviteListItem> ShowAsync(Invite invite, CancellationToken cancellationToken) =>
        InviteListItem.From(invite, await InviterAsync(invite, cancellationToken), clock.GetUtcNow());

    public async Task<string?> InviterAsync(Invite invite, CancellationToken cancellationToken) =>
        invite.InvitedBy is { } inviter ? (await accounts.FindAsync(inviter, cancellationToken))?.DisplayName : null;
}

/// <summary>The letter that carries an invite.</summary>
internal sealed record InviteLetter(
    string Organization, string? Inviter, OrganizationRole Role, DateTimeOffset ExpiresAt, string Token) : Letter
{
    public override string Subject => $"You are invited to {Organization} on CallScript";

    public override IReadOnlyList<string> Paragraphs =>
    [
        $"{Inviter ?? Organization} invites you to join {Organization} on CallScript as {RoleName}.",
        $"The invite is for you alone, works once, and is good until {ExpiresAt.UtcDateTime:d MMMM yyyy HH:mm} UTC. "
        + "You see who invites you, and decide, before anything happens.",
        "If you did not expect it, ignore this letter.",
    ];

    public override LetterLink Link => new("See the invite", $"/invite#token={Token}");

    private string RoleName => Role is OrganizationRole.Admin or OrganizationRole.Owner
        ? $"an {Role.ToString().ToLowerInvariant()}"
        : $"a {Role.ToString().ToLowerInvariant()}";
}
