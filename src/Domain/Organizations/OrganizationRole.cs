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
    /// <summary>See calls, transcripts, flags and the pipeline, with masked caller numbers.</summary>
    ReadCalls,

    /// <summary>See callers' numbers in clear.</summary>
    SeeCallerNumbers,

    /// <summary>Decide about flagged calls.</summary>
    ReviewCalls,

    /// <summary>Take calls out of the installation as a file.</summary>
    ExportCalls,

    ImportCalls,

    /// <summary>Send failed calls back through the lanes, and have older ones read.</summary>
    OperatePipeline,

    /// <summary>Set which vertical a campaign belongs to.</summary>
    ManageCampaigns,

    /// <summary>Connect other systems: their addresses, credentials and settings.</summary>
    ManageIntegrations,

    ManageApiKeys,

    /// <summary>Invite and remove reviewers and viewers.</summary>
    ManageMembers,

    ReadAudit,

    /// <summary>Set how long what is kept, and hold calls back from deletion.</summary>
    ManagePrivacy,

    /// <summary>Invite and remove admins and owners, change roles, rename the organization.</summary>
    ManageAdmins,

    /// <summary>Remove everything of one caller for good.</summary>
    EraseCallers,
}

/// <summary>The permission matrix, as data.</summary>
public static class RolePermissions
{
    private static readonly Dictionary<Permission, OrganizationRole> LowestRole = new()
    {
        [Permission.ReadCalls] = OrganizationRole.Viewer,
        [Permission.SeeCallerNumbers] = OrganizationRole.Reviewer,
        [Permission.ReviewCalls] = OrganizationRole.Reviewer,
        [Permission.ExportCalls] = OrganizationRole.Reviewer,
        [Permission.ImportCalls] = OrganizationRole.Admin,
        [Permission.OperatePipeline] = OrganizationRole.Admin,
        [Permission.ManageCampaigns] = OrganizationRole.Admin,
        [Permission.ManageIntegrations] = OrganizationRole.Admin,
        [Permission.ManageApiKeys] = OrganizationRole.Admin,
        [Permission.ManageMembers] = OrganizationRole.Admin,
        [Permission.ReadAudit] = OrganizationRole.Admin,
        [Permission.ManagePrivacy] = OrganizationRole.Admin,
        [Permission.ManageAdmins] = OrganizationRole.Owner,
        [Permission.EraseCallers] = OrganizationRole.Owner,
    };

    /// <summary>Whether the role holds the permission; an unlisted permission is held by nobody.</summary>
    public static bool Allows(this OrganizationRole role, Permission permission) =>
        LowestRole.TryGetValue(permission, out var lowest) && role >= lowest;

    /// <summary>Everything that the role may do.</summary>
    public static IReadOnlyList<Permission> Permissions(this OrganizationRole role) =>
        [.. Enum.GetValues<Permission>().Where(permission => role.Allows(permission))];
}
