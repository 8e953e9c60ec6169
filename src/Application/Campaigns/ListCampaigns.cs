using CallScript.Application.Common.Persistence;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Campaigns;

/// <summary>The organization's campaigns, by name.</summary>
public sealed record ListCampaigns : IRequest<Result<ListCampaignsResponse>>;

public sealed record ListCampaignsResponse(IReadOnlyList<CampaignListItem> Items);

/// <param name="Id">The campaign.</param>
/// <param name="Name">As its source names it.</param>
/// <param name="Vertical">What it sells.</param>
/// <param name="IsVerticalConfirmed">False while the vertical is a guess.</param>
/// <param name="Rejudgement">The last time that its calls were asked to be judged again; null: never.</param>
public sealed record CampaignListItem(
    Guid Id, string Name, Vertical Vertical, bool IsVerticalConfirmed, RejudgementDetail? Rejudgement)
{
    internal static CampaignListItem From(Campaign campaign) => new(
        campaign.Id.Value, campaign.Name, campaign.Vertical, campaign.IsVerticalConfirmed,
        campaign.Rejudgement is { } asked
            ? new RejudgementDetail(asked.From, asked.To, asked.AskedAt, asked.Requeued, asked.Redirected, asked.FinishedAt)
            : null);
}

/// <param name="From">The earliest start of a call.</param>
/// <param name="To">Calls that started before this time.</param>
/// <param name="AskedAt">UTC.</param>
/// <param name="Requeued">Calls that were queued for the judge so far.</param>
/// <param name="Redirected">Calls that had no verdict yet and wait for it with the new vertical.</param>
/// <param name="FinishedAt">Null while it runs.</param>
public sealed record RejudgementDetail(
    DateTimeOffset From, DateTimeOffset To, DateTimeOffset AskedAt, int Requeued, int Redirected, DateTimeOffset? FinishedAt);

internal sealed class ListCampaignsHandler(IAppDbContext db) : IRequestHandler<ListCampaigns, Result<ListCampaignsResponse>>
{
    /// <summary>More than any account has; a bound all the same.</summary>
    private const int Limit = 5_000;

    public async Task<Result<ListCampaignsResponse>> Handle(ListCampaigns request, CancellationToken cancellationToken)
    {
        var campaigns = await db.Campaigns.AsNoTracking().OrderBy(campaign => campaign.Name).Take(Limit).ToListAsync(cancellationToken);
        return new ListCampaignsResponse([.. campaigns.Select(CampaignListItem.From)]);
    }
}
