using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Application.Organizations;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Accounts;

/// <summary>The signed-in person and the organizations they belong to.</summary>
/// <param name="OnlyOrganizationId">Set in a session that may enter one organization alone; the others stay unseen.</param>
public sealed record GetMe(Guid? OnlyOrganizationId = null) : IRequest<Result<GetMeResponse>>;

/// <param name="User">The person.</param>
/// <param name="Organizations">Where they belong, by name.</param>
/// <param name="MayCreateOrganization">Whether they may set up a further one.</param>
public sealed record GetMeResponse(MeUser User, IReadOnlyList<MeOrganization> Organizations, bool MayCreateOrganization);

public sealed record MeUser(Guid Id, string Email, string DisplayName);

/// <param name="Id">The organization's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Role">The person's role in it.</param>
/// <param name="Permissions">What the role allows.</param>
public sealed record MeOrganization(
    Guid Id, string Name, string Slug, OrganizationRole Role, IReadOnlyList<Permission> Permissions);

internal sealed class GetMeHandler(IAccounts accounts, ICurrentUser currentUser, IAppDbContext db, IOrganizationPolicy policy)
    : IRequestHandler<GetMe, Result<GetMeResponse>>
{
    public async Task<Result<GetMeResponse>> Handle(GetMe request, CancellationToken cancellationToken)
    {
        var userId = currentUser.UserId;
        OrganizationId? only = request.OnlyOrganizationId is { } id ? new OrganizationId(id) : null;
        if (await accounts.FindAsync(userId, cancellationToken) is not { } account)
        {
            return AccountErrors.SessionEnded;
        }

        // The one read across organizations: a person's own memberships. Row-level security allows just these rows.
        var organizations = await db.Memberships
            .IgnoreQueryFilters()
            .Where(membership => membership.UserId == userId && (only == null || membership.OrganizationId == only))
            .Join(db.Organizations, membership => membership.OrganizationId, organization => organization.Id,
                (membership, organization) => new { organization.Id, organization.Name, organization.Slug, membership.Role })
            .OrderBy(row => row.Name)
            .ToListAsync(cancellationToken);
        return new GetMeResponse(
            new MeUser(account.Id.Value, account.Email, account.DisplayName),
            [.. organizations.Select(row => new MeOrganization(
                row.Id.Value, row.Name, row.Slug, row.Role, row.Role.Permissions()))],
            policy.PeopleMayCreate);
    }
}
