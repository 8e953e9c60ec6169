using CallScript.Domain.Organizations;

namespace CallScript.Domain.ApiKeys;

/// <summary>What a key may be given, as data: each scope's name and the permissions that it stands for.</summary>
public static class ApiKeyScopes
{
    public const int NameMaxLength = 40;
    public const string Admin = "admin";

    private static readonly Dictionary<string, IReadOnlyList<Permission>> PermissionsByScope = new(StringComparer.Ordinal)
    {
        ["calls:read"] = [Permission.ReadCalls],
        ["calls:write"] = [Permission.ImportCalls, Permission.OperatePipeline],
        ["callers:read"] = [Permission.SeeCallerNumbers],
        ["flags:write"] = [Permission.ReviewCalls],
        ["exports:read"] = [Permission.ExportCalls],
        ["campaigns:write"] = [Permission.ManageCampaigns],
        ["audit:read"] = [Permission.ReadAudit],

        // What an admin may do and no more: a key never acts as an owner.
        [Admin] = OrganizationRole.Admin.Permissions(),
    };

    public static IReadOnlyCollection<string> All => PermissionsByScope.Keys;

    public static bool IsKnown(string scope) => PermissionsByScope.ContainsKey(scope);

    /// <summary>Everything that the scopes allow together; a scope that is no longer known allows nothing.</summary>
    public static IReadOnlySet<Permission> PermissionsOf(IEnumerable<string> scopes) =>
        scopes.SelectMany(scope => PermissionsByScope.GetValueOrDefault(scope, [])).ToHashSet();

    /// <summary>The scopes, smallest first, that hold a permission: what to tell somebody whose key lacks it.</summary>
    public static IEnumerable<string> ThatAllow(Permission permission) => PermissionsByScope
        .Where(scope => scope.Value.Contains(permission))
        .OrderBy(scope => scope.Value.Count)
        .Select(scope => scope.Key);
}
