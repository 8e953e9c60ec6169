using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.Auditing;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;
using CallScript.Domain.Pipeline;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Campaigns;

/// <summary>
/// A person says which vertical a campaign belongs to. Calls that come later are judged by it; those that are here keep their
/// verdicts unless a span is named in which they are to be judged again.
/// </summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="Vertical">What it sells.</param>
/// <param name="Rejudge">Null: nothing is judged again.</param>
public sealed record ConfirmCampaignVertical(Guid CampaignId, Vertical Vertical, RejudgedSpan? Rejudge) : IRequest<Result<CampaignListItem>>;

/// <param name="From">The earliest start of a call.</param>
/// <param name="To">Calls that started before this time.</param>
public sealed record RejudgedSpan(DateTimeOffset From, DateTimeOffset To);

internal sealed class ConfirmCampaignVerticalValidator : AbstractValidator<ConfirmCampaignVertical>
{
    public ConfirmCampaignVerticalValidator()
    {
        RuleFor(request => request.Vertical).IsInEnum();
        RuleFor(request => request.Rejudge!.To).GreaterThan(request => request.Rejudge!.From).When(request => request.Rejudge is not null);
    }
}

internal sealed class ConfirmCampaignVerticalHandler(IAppDbContext db, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<ConfirmCampaignVertical, Result<CampaignListItem>>
{
    public async Task<Result<CampaignListItem>> Handle(ConfirmCampaignVertical request, CancellationToken cancellationToken)
    {
        // A page that is being taken in gives its calls the vertical from before, and is here when the calls are looked for.
        await using var transaction = await db.BeginIntakeAsync(cancellationToken);
        var id = new CampaignId(request.CampaignId);
        if (await db.Campaigns.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } campaign)
        {
            return CampaignErrors.NotFound;
        }

        var before = new { campaign.Vertical, campaign.IsVerticalConfirmed };
        campaign.ConfirmVertical(request.Vertical);
        audit.Record(
            AuditAction.CampaignVerticalConfirmed, "campaign", campaign.Id.ToString(), before,
            new { campaign.Vertical, campaign.IsVerticalConfirmed });
        if (request.Rejudge is { } span)
        {
            Ask(campaign, span);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return CampaignListItem.From(campaign);
    }

    private void Ask(Campaign campaign, RejudgedSpan span)
    {
        var (from, to, now) = (span.From.ToUniversalTime(), span.To.ToUniversalTime(), clock.GetUtcNow());
        if (campaign.AskForRejudgement(from, to, now))
        {
            db.Enqueue(Lane.Rejudge, campaign.OrganizationId, campaign.Id.Value, now, clock);
        }

        audit.Record(
            AuditAction.CampaignRejudgementAsked, "campaign", campaign.Id.ToString(), after: new { campaign.Vertical, From = from, To = to });
    }
}
