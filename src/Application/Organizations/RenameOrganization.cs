using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Organizations;

/// <summary>Changes what the organization is called. Its address stays, so that links keep working.</summary>
public sealed record RenameOrganization(string Name) : IRequest<Result<OrganizationSettings>>;

internal sealed class RenameOrganizationValidator : AbstractValidator<RenameOrganization>
{
    public RenameOrganizationValidator() => RuleFor(request => request.Name).OrganizationName();
}

internal sealed class RenameOrganizationHandler(IAppDbContext db, ITenantContext tenant, IAuditTrail audit)
    : IRequestHandler<RenameOrganization, Result<OrganizationSettings>>
{
    public async Task<Result<OrganizationSettings>> Handle(RenameOrganization request, CancellationToken cancellationToken)
    {
        var organization = await db.Organizations.Current(tenant).SingleAsync(cancellationToken);
        var before = new { organization.Name };
        organization.Rename(request.Name.Trim());
        audit.Record(AuditAction.OrganizationRenamed, "organization", organization.Id.ToString(), before, new { organization.Name });
        await db.SaveChangesAsync(cancellationToken);
        return OrganizationSettings.From(organization);
    }
}
