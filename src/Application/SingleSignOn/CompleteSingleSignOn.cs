using System.Security.Cryptography;
using System.Text;
using CallScript.Application.Accounts;
using CallScript.Application.Common;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.Domain.SingleSignOn;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.SingleSignOn;

/// <summary>Ends a sign-in through an organization's identity provider with a session that opens this organization alone.</summary>
/// <param name="Ticket">What the browser kept.</param>
/// <param name="State">What the provider gave back.</param>
/// <param name="Code">Null when the provider refused.</param>
/// <param name="Issuer">Whom the answer says it is from, where the provider says so (RFC 9207).</param>
public sealed record CompleteSingleSignOn(string? Ticket, string? State, string? Code, string? Issuer)
    : IRequest<Result<CompleteSingleSignOnResponse>>;

/// <param name="Session">The session.</param>
/// <param name="ReturnTo">The page of ours to open.</param>
public sealed record CompleteSingleSignOnResponse(Session Session, string? ReturnTo);

internal sealed class CompleteSingleSignOnHandler(
    IOpenIdConnect openIdConnect,
    IBrowserTickets tickets,
    IAccounts accounts,
    Sessions sessions,
    AccountEvents events,
    ISecretProtector secrets,
    ITenantContext tenant,
    IAppDbContext db,
    TimeProvider clock) : IRequestHandler<CompleteSingleSignOn, Result<CompleteSingleSignOnResponse>>
{
    public async Task<Result<CompleteSingleSignOnResponse>> Handle(CompleteSingleSignOn request, CancellationToken cancellationToken)
    {
        if (tickets.Open<SingleSignOnTicket>(request.Ticket) is not { } ticket
            || ticket.ExpiresAt <= clock.GetUtcNow()
            || !AreEqual(ticket.Attempt.State, request.State))
        {
            return SingleSignOnErrors.AttemptOver;
        }

        tenant.Enter(new OrganizationId(ticket.OrganizationId));
        if (await db.IdentityProviders.AsNoTracking().SingleOrDefaultAsync(cancellationToken) is not { } provider)
        {
            return SingleSignOnErrors.NotSetUp;
        }

        if (string.IsNullOrEmpty(request.Code) || (request.Issuer is not null && request.Issuer != provider.Issuer))
        {
            return SingleSignOnErrors.Refused;
        }

        var settings = await secrets.OpenAsync(provider, cancellationToken);
        var identity = await openIdConnect.RedeemAsync(settings, ticket.Attempt, request.Code, cancellationToken);
        if (!identity.IsSuccess)
        {
            return identity.Error;
        }

        await using var transaction = await db.BeginTransactionAsync(cancellationToken);
        var userId = await AdmitAsync(provider, identity.Value, cancellationToken);
        if (!userId.IsSuccess)
        {
            return userId.Error;
        }

        var session = sessions.Start(userId.Value, vouchedBy: provider.OrganizationId);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await events.RecordAsync(
            userId.Value, AuditAction.SignedIn, cancellationToken, detail: new { method = "single_sign_on" }, only: provider.OrganizationId);
        return new CompleteSingleSignOnResponse(session, ticket.ReturnTo);
    }

    /// <summary>
    /// Who it is here. The address must be verified there and of an allowed domain each time, not only the first one. An
    /// account that is no member is never made one: its person has consented to nothing.
    /// </summary>
    private async Task<Result<UserId>> AdmitAsync(IdentityProvider provider, ProviderIdentity identity, CancellationToken cancellationToken)
    {
        if (identity.Email is not { Length: > 0 and <= AccountRules.EmailMaxLength } email || !provider.Covers(email))
        {
            return SingleSignOnErrors.AddressNotAllowed;
        }

        var known = await accounts.FindBySubjectAsync(provider.OrganizationId, identity.Subject, cancellationToken);
        var account = known ?? await accounts.FindByEmailAsync(email, cancellationToken);
        if (account is null)
        {
            return provider.DefaultRole is { } role ? await JoinAsync(provider, identity, email, role, cancellationToken) : SingleSignOnErrors.NotAMember;
        }

        if (!await db.Memberships.AnyAsync(membership => membership.UserId == account.Id, cancellationToken))
        {
            return SingleSignOnErrors.NotAMember;
        }

        if (known is null)
        {
            await accounts.LinkSubjectAsync(account.Id, provider.OrganizationId, identity.Subject, cancellationToken);
        }

        return account.Id;
    }

    private async Task<Result<UserId>> JoinAsync(
        IdentityProvider provider, ProviderIdentity identity, string email, OrganizationRole role, CancellationToken cancellationToken)
    {
        var created = await accounts.CreateWithoutPasswordAsync(email.ToLowerInvariant(), NameOf(identity, email), cancellationToken);
        if (!created.IsSuccess)
        {
            return SingleSignOnErrors.NotAMember;
        }

        db.Memberships.Add(Membership.Create(provider.OrganizationId, created.Value, role, clock.GetUtcNow()));
        await accounts.LinkSubjectAsync(created.Value, provider.OrganizationId, identity.Subject, cancellationToken);
        return created.Value;
    }

    private static string NameOf(ProviderIdentity identity, string email)
    {
        var name = string.Concat((identity.Name ?? "").Where(character => !char.IsControl(character))).Trim();
        name = name.Length == 0 ? email.Split('@')[0] : name;
        return name.Length <= AccountRules.DisplayNameMaxLength ? name : name[..AccountRules.DisplayNameMaxLength];
    }

    private static bool AreEqual(string expected, string? actual) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(actual ?? ""));
}
