using CallScript.Application.Common.Persistence;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Campaigns;

/// <summary>How many calls of a campaign would be judged again if it had a vertical; changes nothing.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="Vertical">The vertical that it has or shall have.</param>
/// <param name="From">The earliest start of a call.</param>
/// <param name="To">Calls that started before this time.</param>
public sealed record PlanRejudgement(Guid CampaignId, Vertical Vertical, DateTimeOffset From, DateTimeOffset To)
    : IRequest<Result<RejudgementPlan>>;

/// <param name="Judged">Calls that would be judged again, from the transcripts that are here.</param>
/// <param name="Waiting">Calls without a verdict, which would be judged by the new vertical when their turn comes.</param>
/// <param name="Decided">Calls that keep what they have because a person decided over them.</param>
/// <param name="Removed">Calls that keep what they have because their words are gone.</param>
public sealed record RejudgementPlan(int Judged, int Waiting, int Decided, int Removed);

internal sealed class PlanRejudgementValidator : AbstractValidator<PlanRejudgement>
{
    public PlanRejudgementValidator()
    {
        RuleFor(request => request.Vertical).IsInEnum();
        RuleFor(request => request.To).GreaterThan(request => request.From);
    }
}

internal sealed class PlanRejudgementHandler(IAppDbContext db) : IRequestHandler<PlanRejudgement, Result<RejudgementPlan>>
{
    public async Task<Result<RejudgementPlan>> Handle(PlanRejudgement request, CancellationToken cancellationToken)
    {
        var id = new CampaignId(request.CampaignId);
        if (!await db.Campaigns.AnyAsync(row => row.Id == id, cancellationToken))
        {
            return CampaignErrors.NotFound;
        }

        var calls = db.Calls.AsNoTracking().WithOtherVertical(id, request.Vertical, request.From.ToUniversalTime(), request.To.ToUniversalTime());
        return new RejudgementPlan(
            await calls.JudgedAndOpen(db).CountAsync(cancellationToken),
            await calls.NotJudgedYet().CountAsync(cancellationToken) + await calls.Underway().CountAsync(cancellationToken),
            await calls.Decided().CountAsync(cancellationToken),
            await calls.WithoutWords(db).CountAsync(cancellationToken));
    }
}
