using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Organizations;

/// <summary>Says which markets the organization sells in. Campaigns that nobody has confirmed are guessed anew.</summary>
/// <param name="Verticals">Empty: all.</param>
/// <param name="DefaultVertical">The market of whatever nothing else places.</param>
public sealed record ChooseVerticals(IReadOnlyList<Vertical> Verticals, Vertical DefaultVertical) : IRequest<Result<OrganizationSettings>>;

internal sealed class ChooseVerticalsValidator : AbstractValidator<ChooseVerticals>
{
    private const int Most = 50;

    public ChooseVerticalsValidator()
    {
        RuleFor(request => request.Verticals).NotNull().Must(verticals => verticals is null || verticals.Count <= Most)
            .WithMessage("Name each vertical once.");
        RuleForEach(request => request.Verticals).IsInEnum();
        RuleFor(request => request.DefaultVertical).IsInEnum()
            .Must((request, vertical) => request.Verticals is null or { Count: 0 } || request.Verticals.Contains(vertical))
            .WithMessage("The default must be one of the chosen verticals.");
    }
}

internal sealed class ChooseVerticalsHandler(IAppDbContext db, ITenantContext tenant, IAuditTrail audit)
    : IRequestHandler<ChooseVerticals, Result<OrganizationSettings>>
{
    public async Task<Result<OrganizationSettings>> Handle(ChooseVerticals request, CancellationToken cancellationToken)
    {
        var organization = await db.Organizations.Current(tenant).SingleAsync(cancellationToken);
        var before = new { organization.Verticals, organization.DefaultVertical };
        organization.ChooseVerticals(request.Verticals, request.DefaultVertical);
        audit.Record(
            AuditAction.VerticalsChosen, "organization", organization.Id.ToString(), before,
            new { organization.Verticals, organization.DefaultVertical });
        foreach (var campaign in await db.Campaigns.Where(campaign => !campaign.IsVerticalConfirmed).ToListAsync(cancellationToken))
        {
            campaign.Guess(organization.GuessVertical(campaign.Name));
        }

        await db.SaveChangesAsync(cancellationToken);
        return OrganizationSettings.From(organization);
    }
}
