using CallScript.Application.Common.Persistence;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Campaigns;

/// <summary>The organization's campaigns, by name.</summary>
public sealed record ListCampaigns : IRequest<Result<ListCampaignsResponse>>;

public sealed record ListCampaignsResponse(IReadOnlyList<CampaignListItem> Items);

public sealed record CampaignListItem(Guid Id, string Name, Vertical Vertical, bool IsVerticalConfirmed);

internal sealed class ListCampaignsHandler(IAppDbContext db) : IRequestHandler<ListCampaigns, Result<ListCampaignsResponse>>
{
    /// <summary>More than any account has; a bound all the same.</summary>
    private const int Limit = 5_000;

    public async Task<Result<ListCampaignsResponse>> Handle(ListCampaigns request, CancellationToken cancellationToken) =>
        new ListCampaignsResponse(await db.Campaigns.AsNoTracking()
            .OrderBy(campaign => campaign.Name)
            .Take(Limit)
            .Select(campaign => new CampaignListItem(
                campaign.Id.Value, campaign.Name, campaign.Vertical, campaign.IsVerticalConfirmed))
            .ToListAsync(cancellationToken));
}
