using CallScript.Domain.Organizations;

namespace CallScript.Domain.UnitTests.Organizations;

public sealed class RolePermissionsTests
{
    /// <summary>Who holds what, written down a second time: a change of the matrix must be meant.</summary>
    public static TheoryData<Permission, string> Matrix => new()
    {
        { Permission.ReadCalls, "viewer reviewer admin owner" },
        { Permission.SeeCallerNumbers, "reviewer admin owner" },
        { Permission.ReviewCalls, "reviewer admin owner" },
        { Permission.ExportCalls, "reviewer admin owner" },
        { Permission.ImportCalls, "admin owner" },
        { Permission.OperatePipeline, "admin owner" },
        { Permission.ManageCampaigns, "admin owner" },
        { Permission.ManageIntegrations, "admin owner" },
        { Permission.ManageApiKeys, "admin owner" },
        { Permission.ManageMembers, "admin owner" },
        { Permission.ReadAudit, "admin owner" },
        { Permission.ManagePrivacy, "admin owner" },
        { Permission.ManageAdmins, "owner" },
        { Permission.EraseCallers, "owner" },
    };

    [Theory]
    [MemberData(nameof(Matrix))]
    public void Allows_EachRole_FollowsTheMatrix(Permission permission, string holders)
    {
        var allowed = Enum.GetValues<OrganizationRole>()
            .Where(role => role.Allows(permission))
            .Select(role => role.ToString().ToLowerInvariant());

        allowed.ShouldBe(holders.Split(' '));
    }

    [Fact]
    public void Matrix_EveryPermission_IsListed() =>
        Matrix.Select(row => row.Data.Item1).ShouldBe(Enum.GetValues<Permission>(), ignoreOrder: true);

    [Fact]
    public void Viewer_OfEverything_OnlyReads() => OrganizationRole.Viewer.Permissions().ShouldBe([Permission.ReadCalls]);

    [Fact]
    public void Permissions_AsTheRoleRises_OnlyGrow()
    {
        var roles = Enum.GetValues<OrganizationRole>();
        foreach (var (lower, higher) in roles.Zip(roles.Skip(1)))
        {
            lower.Permissions().Except(higher.Permissions()).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Allows_APermissionThatNobodyListed_IsHeldByNobody() =>
        OrganizationRole.Owner.Allows((Permission)int.MaxValue).ShouldBeFalse();
}
