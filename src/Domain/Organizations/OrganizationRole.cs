namespace CallScript.Domain.Organizations;

/// <summary>What a member may do; see <see cref="RolePermissions"/> for the matrix.</summary>
public enum OrganizationRole
{
    Viewer,
    Reviewer,
    Admin,
    Owner,
}

/// <summary>One thing that an endpoint lets its caller do.</summary>
public enum Permission
{
    ReadCalls,
    ReviewCalls,
    ImportCalls,
    OperatePipeline,
    ReadAudit,
}

/// <summary>The permission matrix, as data.</summary>
public static class RolePermissions
{
    private static readonly Dictionary<Permission, OrganizationRole> LowestRole = new()
    {
        [Permission.ReadCalls] = OrganizationRole.Viewer,
        [Permission.ReviewCalls] = OrganizationRole.Reviewer,
        [Permission.ImportCalls] = OrganizationRole.Admin,
        [Permission.OperatePipeline] = OrganizationRole.Admin,
        [Permission.ReadAudit] = OrganizationRole.Admin,
    };

    /// <summary>Whether the role holds the permission; an unlisted permission is held by nobody.</summary>
    public static bool Allows(this OrganizationRole role, Permission permission) =>
        LowestRole.TryGetValue(permission, out var lowest) && role >= lowest;
}
