using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Organizations;
using FluentValidation;

namespace CallScript.Application.Organizations;

internal static class OrganizationRules
{
    /// <summary>A name that people can tell from another: neither too short nor made of spaces or control characters.</summary>
    public static IRuleBuilderOptions<T, string> OrganizationName<T>(this IRuleBuilder<T, string> name) => name
        .NotEmpty()
        .MaximumLength(Organization.NameMaxLength)
        .Must(text => text is null || (text.Trim().Length >= Organization.NameMinLength && !text.Any(char.IsControl)))
        .WithMessage($"Give a name of at least {Organization.NameMinLength} characters.");

    /// <summary>The organization that the scope works for. Its person may see others, to choose one.</summary>
    public static IQueryable<Organization> Current(this IQueryable<Organization> organizations, ITenantContext tenant)
    {
        var id = tenant.OrganizationId;
        return organizations.Where(organization => organization.Id == id);
    }
}
