using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Organizations;

/// <summary>The organization's own settings.</summary>
public sealed record GetOrganization : IRequest<Result<OrganizationSettings>>;

/// <param name="Id">The organization's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Slug">Its name in addresses; fixed.</param>
/// <param name="Plan">What it has subscribed to.</param>
/// <param name="TrialEndsAt">UTC; when the trial ends.</param>
/// <param name="Verticals">The markets it sells in; empty: all.</param>
/// <param name="DefaultVertical">The market of whatever nothing else places.</param>
/// <param name="CreatedAt">UTC.</param>
public sealed record OrganizationSettings(
    Guid Id,
    string Name,
    string Slug,
    OrganizationPlan Plan,
    DateTimeOffset? TrialEndsAt,
    IReadOnlyList<Vertical> Verticals,
    Vertical DefaultVertical,
    DateTimeOffset CreatedAt)
{
    internal static OrganizationSettings From(Organization organization) => new(
        organization.Id.Value,
        organization.Name,
        organization.Slug,
        organization.Plan,
        organization.TrialEndsAt,
        organization.Verticals,
        organization.DefaultVertical,
        organization.CreatedAt);
}

internal sealed class GetOrganizationHandler(IAppDbContext db, ITenantContext tenant)
    : IRequestHandler<GetOrganization, Result<OrganizationSettings>>
{
    public async Task<Result<OrganizationSettings>> Handle(GetOrganization request, CancellationToken cancellationToken) =>
        OrganizationSettings.From(await db.Organizations.Current(tenant).AsNoTracking().SingleAsync(cancellationToken));
}
