using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.Auditing;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Campaigns;

/// <summary>A person says which vertical a campaign belongs to. Calls that come later are judged by it.</summary>
public sealed record ConfirmCampaignVertical(Guid CampaignId, Vertical Vertical) : IRequest<Result<CampaignListItem>>;

internal sealed class ConfirmCampaignVerticalValidator : AbstractValidator<ConfirmCampaignVertical>
{
    public ConfirmCampaignVerticalValidator() => RuleFor(request => request.Vertical).IsInEnum();
}

internal sealed class ConfirmCampaignVerticalHandler(IAppDbContext db, IAuditTrail audit)
    : IRequestHandler<ConfirmCampaignVertical, Result<CampaignListItem>>
{
    private static readonly Error NotFound = new(ErrorKind.NotFound, "campaign_not_found", "There is no such campaign.");

    public async Task<Result<CampaignListItem>> Handle(ConfirmCampaignVertical request, CancellationToken cancellationToken)
    {
        var id = new CampaignId(request.CampaignId);
        if (await db.Campaigns.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } campaign)
        {
            return NotFound;
        }

        var before = new { campaign.Vertical, campaign.IsVerticalConfirmed };
        campaign.ConfirmVertical(request.Vertical);
        audit.Record(
            AuditAction.CampaignVerticalConfirmed, "campaign", campaign.Id.ToString(), before,
            new { campaign.Vertical, campaign.IsVerticalConfirmed });
        await db.SaveChangesAsync(cancellationToken);
        return new CampaignListItem(campaign.Id.Value, campaign.Name, campaign.Vertical, campaign.IsVerticalConfirmed);
    }
}
