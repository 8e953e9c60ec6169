using CallScript.Application.Accounts;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using FluentValidation;
using MediatR;

namespace CallScript.Application.Organizations;

/// <summary>Sets up an organization with its first owner. An existing account becomes the owner; a new one is made otherwise.</summary>
public sealed record CreateOrganization(string Name, string Slug, string OwnerEmail, string OwnerName, string OwnerPassword)
    : IRequest<Result<CreateOrganizationResponse>>;

public sealed record CreateOrganizationResponse(Guid OrganizationId, Guid OwnerId);

internal sealed class CreateOrganizationValidator : AbstractValidator<CreateOrganization>
{
    public CreateOrganizationValidator()
    {
        RuleFor(request => request.Name).NotEmpty().MaximumLength(Organization.NameMaxLength);
        RuleFor(request => request.Slug).NotEmpty().MaximumLength(Organization.SlugMaxLength).Matches("^[a-z0-9]+(-[a-z0-9]+)*$")
            .WithMessage("Use lower-case letters, digits and hyphens.");
        RuleFor(request => request.OwnerEmail).NotEmpty().EmailAddress().MaximumLength(254);
        RuleFor(request => request.OwnerName).NotEmpty().MaximumLength(120);
    }
}

internal sealed class CreateOrganizationHandler(IAppDbContext db, IAccounts accounts, ITenantContext tenant, TimeProvider clock)
    : IRequestHandler<CreateOrganization, Result<CreateOrganizationResponse>>
{
    public async Task<Result<CreateOrganizationResponse>> Handle(CreateOrganization request, CancellationToken cancellationToken)
    {
        var owner = await accounts.FindIdByEmailAsync(request.OwnerEmail, cancellationToken);
        if (owner is null)
        {
            var created = await accounts.CreateAsync(
                request.OwnerEmail, request.OwnerName, request.OwnerPassword, cancellationToken);
            if (!created.IsSuccess)
            {
                return created.Error;
            }

            owner = created.Value;
        }

        var now = clock.GetUtcNow();
        var organization = Organization.Create(clock.NewId<OrganizationId>(), request.Name, request.Slug, now);
        tenant.Enter(organization.Id);
        db.Organizations.Add(organization);
        db.Memberships.Add(Membership.Create(organization.Id, owner.Value, OrganizationRole.Owner, now));
        await db.SaveChangesAsync(cancellationToken);
        return new CreateOrganizationResponse(organization.Id.Value, owner.Value.Value);
    }
}
