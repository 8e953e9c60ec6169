using System.Data.Common;
using CallScript.Application.Accounts;
using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

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

internal sealed class CreateOrganizationHandler(
    IAppDbContext db, IAccounts accounts, ITenantContext tenant, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<CreateOrganization, Result<CreateOrganizationResponse>>
{
    private const string UniqueViolation = "23505";

    public async Task<Result<CreateOrganizationResponse>> Handle(CreateOrganization request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var organization = Organization.Create(clock.NewId<OrganizationId>(), request.Name, request.Slug, now);
        tenant.Enter(organization.Id);

        // An account that is made for an organization which then turns out to exist must not stay behind.
        await using var transaction = await db.BeginTransactionAsync(cancellationToken);
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

        db.Organizations.Add(organization);
        db.Memberships.Add(Membership.Create(organization.Id, owner.Value, OrganizationRole.Owner, now));
        audit.Record(
            AuditAction.OrganizationCreated, "organization", organization.Id.ToString(),
            after: new { organization.Name, organization.Slug, Owner = owner.Value.Value });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.InnerException is DbException { SqlState: UniqueViolation })
        {
            // Only the database knows the slugs of organizations that this scope may not see.
            return OrganizationErrors.SlugTaken;
        }

        await transaction.CommitAsync(cancellationToken);
        return new CreateOrganizationResponse(organization.Id.Value, owner.Value.Value);
    }
}
