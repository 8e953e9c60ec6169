using System.Net;
using System.Net.Http.Json;
using CallScript.Domain.Organizations;
using CallScript.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Api.Tests;

public sealed class MembersTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_ByAnAdmin_ShowsEverybodyHighestRoleFirst()
    {
        var organization = await api.Installation.AddOrganizationAsync(Cancellation);
        await api.Installation.AddMemberAsync(organization, OrganizationRole.Viewer, Cancellation);
        var admin = await api.Installation.AddMemberAsync(organization, OrganizationRole.Admin, Cancellation);
        var client = await api.SignedInAsync(admin);

        var members = await (await client.GetAsync(Path(organization), Cancellation)).ShouldBeAsync(HttpStatusCode.OK);

        members.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("role").GetString())
            .ShouldBe(["owner", "admin", "viewer"]);
        members.GetProperty("items")[0].GetProperty("email").GetString().ShouldBe(organization.Email);
    }

    [Fact]
    public async Task ChangeRole_OfAnotherMember_CountsWithTheirNextRequest()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var admin = await api.Installation.AddMemberAsync(owner, OrganizationRole.Admin, Cancellation);
        var (ownersBrowser, adminsBrowser) = (await api.SignedInAsync(owner), await api.SignedInAsync(admin));
        await (await adminsBrowser.GetAsync(Path(owner), Cancellation)).ShouldBeAsync(HttpStatusCode.OK);

        await (await PutRoleAsync(ownersBrowser, owner, admin, "viewer")).ShouldBeAsync(HttpStatusCode.NoContent);

        await (await adminsBrowser.GetAsync(Path(owner), Cancellation)).ShouldBeProblemAsync(HttpStatusCode.Forbidden, "permission_denied");
        await (await adminsBrowser.GetAsync($"/api/v1/organizations/{owner.Id}/calls", Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Remove_AMember_EndsTheirAccessAtOnce()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var reviewer = await api.Installation.AddMemberAsync(owner, OrganizationRole.Reviewer, Cancellation);
        var (ownersBrowser, reviewersBrowser) = (await api.SignedInAsync(owner), await api.SignedInAsync(reviewer));
        var calls = $"/api/v1/organizations/{owner.Id}/calls";
        await (await reviewersBrowser.GetAsync(calls, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);

        await (await ownersBrowser.DeleteAsync(Path(owner, reviewer), Cancellation)).ShouldBeAsync(HttpStatusCode.NoContent);

        await (await reviewersBrowser.GetAsync(calls, Cancellation)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "organization_not_found");
    }

    [Theory]
    [InlineData(OrganizationRole.Admin)]
    [InlineData(OrganizationRole.Owner)]
    public async Task Remove_ByAnAdmin_OfAdminsAndOwners_IsRefused(OrganizationRole role)
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var admin = await api.Installation.AddMemberAsync(owner, OrganizationRole.Admin, Cancellation);
        var other = await api.Installation.AddMemberAsync(owner, role, Cancellation);
        var client = await api.SignedInAsync(admin);

        await (await client.DeleteAsync(Path(owner, other), Cancellation)).ShouldBeProblemAsync(HttpStatusCode.Forbidden, "owners_only");
    }

    [Fact]
    public async Task Remove_ByAnAdmin_OfReviewersAndViewers_Works()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.SignedInAsync(await api.Installation.AddMemberAsync(owner, OrganizationRole.Admin, Cancellation));
        foreach (var role in new[] { OrganizationRole.Reviewer, OrganizationRole.Viewer })
        {
            var member = await api.Installation.AddMemberAsync(owner, role, Cancellation);
            await (await client.DeleteAsync(Path(owner, member), Cancellation)).ShouldBeAsync(HttpStatusCode.NoContent);
        }
    }

    [Fact]
    public async Task Owners_OfThemselves_ChangeAndRemoveNothing()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        await api.Installation.AddMemberAsync(owner, OrganizationRole.Owner, Cancellation);
        var client = await api.SignedInAsync(owner);

        await (await PutRoleAsync(client, owner, owner, "viewer")).ShouldBeProblemAsync(HttpStatusCode.Forbidden, "own_membership");
        await (await client.DeleteAsync(Path(owner, owner), Cancellation)).ShouldBeProblemAsync(HttpStatusCode.Forbidden, "own_membership");
    }

    [Fact]
    public async Task Members_OfAnotherOrganization_DoNotExist()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var stranger = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.SignedInAsync(owner);

        await (await PutRoleAsync(client, owner, stranger, "viewer")).ShouldBeProblemAsync(HttpStatusCode.NotFound, "member_not_found");
        await (await client.DeleteAsync(Path(owner, stranger), Cancellation)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "member_not_found");
        (await OwnersAsync(stranger)).ShouldBe(1);
    }

    [Fact]
    public async Task Leave_AsTheLastOwner_IsRefusedUntilThereIsAnother()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var client = await api.SignedInAsync(owner);
        var leave = $"/api/v1/organizations/{owner.Id}/leave";
        await (await client.PostAsync(leave, null, Cancellation)).ShouldBeProblemAsync(HttpStatusCode.Conflict, "last_owner");

        await api.Installation.AddMemberAsync(owner, OrganizationRole.Owner, Cancellation);

        await (await client.PostAsync(leave, null, Cancellation)).ShouldBeAsync(HttpStatusCode.NoContent);
        await (await client.PostAsync(leave, null, Cancellation)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "organization_not_found");
    }

    [Fact]
    public async Task Remove_OfEachOtherAtOnce_LeavesAnOwner()
    {
        for (var round = 0; round < 5; round++)
        {
            var first = await api.Installation.AddOrganizationAsync(Cancellation);
            var second = await api.Installation.AddMemberAsync(first, OrganizationRole.Owner, Cancellation);
            var (one, other) = (await api.SignedInAsync(first), await api.SignedInAsync(second));

            var answers = await Task.WhenAll(
                one.DeleteAsync(Path(first, second), Cancellation), other.DeleteAsync(Path(first, first), Cancellation));

            answers.Count(answer => answer.StatusCode == HttpStatusCode.NoContent).ShouldBe(1);
            answers.ShouldAllBe(answer => (int)answer.StatusCode < 500);
            (await OwnersAsync(first)).ShouldBe(1);
        }
    }

    [Fact]
    public async Task Leave_OfBothOwnersAtOnce_LeavesAnOwner()
    {
        var first = await api.Installation.AddOrganizationAsync(Cancellation);
        var second = await api.Installation.AddMemberAsync(first, OrganizationRole.Owner, Cancellation);
        var (one, other) = (await api.SignedInAsync(first), await api.SignedInAsync(second));
        var leave = $"/api/v1/organizations/{first.Id}/leave";

        var answers = await Task.WhenAll(one.PostAsync(leave, null, Cancellation), other.PostAsync(leave, null, Cancellation));

        answers.Select(answer => answer.StatusCode).ShouldBe([HttpStatusCode.NoContent, HttpStatusCode.Conflict], ignoreOrder: true);
        (await OwnersAsync(first)).ShouldBe(1);
    }

    private static string Path(TestOrganization organization) => $"/api/v1/organizations/{organization.Id}/members";

    private static string Path(TestOrganization organization, TestOrganization member) => $"{Path(organization)}/{member.UserId}";

    private static Task<HttpResponseMessage> PutRoleAsync(
        HttpClient client, TestOrganization organization, TestOrganization member, string role) =>
        client.PutAsJsonAsync($"{Path(organization, member)}/role", new { role }, Cancellation);

    private async Task<int> OwnersAsync(TestOrganization organization)
    {
        await using var db = api.Installation.OwnerContext(organization);
        return await db.Memberships.CountAsync(row => row.Role == OrganizationRole.Owner, Cancellation);
    }
}
