using CallScript.Domain.Common;

namespace CallScript.Application.Organizations;

public static class OrganizationErrors
{
    public static Error SlugTaken { get; } =
        new(ErrorKind.Conflict, "organization_slug_taken", "There is already an organization with this slug.");
}
