using CallScript.Application.Accounts;
using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.SingleSignOn;

/// <summary>Ends sign-in through the organization's provider, and every session that it has vouched for.</summary>
public sealed record RemoveIdentityProvider : IRequest<Result>;

internal sealed class RemoveIdentityProviderHandler(
    IAppDbContext db, IAccounts accounts, Sessions sessions, IAuditTrail audit, ITenantContext tenant) : IRequestHandler<RemoveIdentityProvider, Result>
{
    public async Task<Result> Handle(RemoveIdentityProvider request, CancellationToken cancellationToken)
    {
        if (await db.IdentityProviders.SingleOrDefaultAsync(cancellationToken) is not { } provider)
        {
            return SingleSignOnErrors.NotSetUp;
        }

        await using var transaction = await db.BeginTransactionAsync(cancellationToken);
        await accounts.UnlinkSubjectsAsync(tenant.OrganizationId, cancellationToken);
        await sessions.RevokeVouchedAsync(tenant.OrganizationId, cancellationToken);
        db.IdentityProviders.Remove(provider);
        audit.Record(
            AuditAction.IdentityProviderRemoved, "identity_provider", tenant.OrganizationId.ToString(), before: new { provider.Issuer, provider.ClientId });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Result.Success;
    }
}
