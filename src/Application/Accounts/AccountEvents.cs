using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Application.Accounts;

/// <summary>
/// Tells the audit log of each organization that a person belongs to what happened to their account. Accounts belong
/// to no organization, and one unit of work serves only one, so each log gets a scope of its own.
/// </summary>
internal sealed class AccountEvents(IServiceScopeFactory scopes)
{
    /// <param name="userId">Whose account.</param>
    /// <param name="action">What happened.</param>
    /// <param name="byThemselves">False when nobody has proved to be the person, as after a failed sign-in.</param>
    /// <param name="detail">What else there is to say; no secrets.</param>
    /// <param name="only">Set when it concerns one organization alone.</param>
    /// <param name="cancellationToken">Stops between organizations.</param>
    public async Task RecordAsync(
        UserId userId,
        AuditAction action,
        CancellationToken cancellationToken,
        bool byThemselves = true,
        object? detail = null,
        OrganizationId? only = null)
    {
        foreach (var organizationId in await OrganizationsAsync(userId, cancellationToken))
        {
            if (only is not null && only != organizationId)
            {
                continue;
            }

            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<ITenantContext>().Enter(organizationId);
            if (byThemselves)
            {
                scope.ServiceProvider.GetRequiredService<ICurrentUser>().SignIn(userId);
            }

            scope.ServiceProvider.GetRequiredService<IAuditTrail>().Record(action, "account", userId.ToString(), after: detail);
            await scope.ServiceProvider.GetRequiredService<IAppDbContext>().SaveChangesAsync(cancellationToken);
        }
    }

    private async Task<List<OrganizationId>> OrganizationsAsync(UserId userId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ICurrentUser>().SignIn(userId);
        return await scope.ServiceProvider.GetRequiredService<IAppDbContext>().Memberships
            .IgnoreQueryFilters()
            .Where(membership => membership.UserId == userId)
            .Select(membership => membership.OrganizationId)
            .ToListAsync(cancellationToken);
    }
}
