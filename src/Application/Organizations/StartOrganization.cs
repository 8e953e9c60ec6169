using System.Security.Cryptography;
using System.Text;
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

/// <summary>A signed-in person sets up a further organization and becomes its owner.</summary>
public sealed record StartOrganization(string Name) : IRequest<Result<OrganizationSettings>>;

/// <summary>What the installation lets people do about organizations.</summary>
public interface IOrganizationPolicy
{
    /// <summary>Whether everybody who is signed in may set up an organization, or only the operator.</summary>
    bool PeopleMayCreate { get; }
}

internal sealed class StartOrganizationValidator : AbstractValidator<StartOrganization>
{
    public StartOrganizationValidator() => RuleFor(request => request.Name).OrganizationName();
}

internal sealed class StartOrganizationHandler(
    IAppDbContext db, ITenantContext tenant, ICurrentUser currentUser, IOrganizationPolicy policy, IAuditTrail audit,
    TimeProvider clock)
    : IRequestHandler<StartOrganization, Result<OrganizationSettings>>
{
    private const int MostOwned = 20;
    private const int SuffixBytes = 3;

    public async Task<Result<OrganizationSettings>> Handle(StartOrganization request, CancellationToken cancellationToken)
    {
        if (!policy.PeopleMayCreate)
        {
            return OrganizationErrors.CreationDisabled;
        }

        // Across organizations, but only of this person: row-level security allows just these rows.
        var userId = currentUser.UserId;
        var owned = await db.Memberships.IgnoreQueryFilters()
            .CountAsync(row => row.UserId == userId && row.Role == OrganizationRole.Owner, cancellationToken);
        if (owned >= MostOwned)
        {
            return OrganizationErrors.TooMany(MostOwned);
        }

        var now = clock.GetUtcNow();
        var name = request.Name.Trim();
        var organization = Organization.Create(clock.NewId<OrganizationId>(), name, SlugOf(name), now);
        tenant.Enter(organization.Id);
        db.Organizations.Add(organization);
        db.Memberships.Add(Membership.Create(organization.Id, userId, OrganizationRole.Owner, now));
        audit.Record(
            AuditAction.OrganizationCreated, "organization", organization.Id.ToString(),
            after: new { organization.Name, organization.Slug, Owner = userId.Value });
        await db.SaveChangesAsync(cancellationToken);
        return OrganizationSettings.From(organization);
    }

    /// <summary>
    /// Part of the name, and something random: whether another organization has the plain slug is nobody's business.
    /// </summary>
    private static string SlugOf(string name)
    {
        var suffix = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SuffixBytes));
        var slug = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                slug.Append(char.ToLowerInvariant(letter));
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        slug.Length = Math.Min(slug.Length, Organization.SlugMaxLength - suffix.Length - 1);
        return string.Join('-', new[] { slug.ToString().Trim('-'), suffix }.Where(part => part.Length > 0));
    }
}
