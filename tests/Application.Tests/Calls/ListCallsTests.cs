using CallScript.Application.Calls;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.TestKit.Hosting;

namespace CallScript.Application.Tests.Calls;

public sealed class ListCallsTests(InstallationFixture fixture) : IClassFixture<InstallationFixture>
{
    private static readonly ListCalls Everything = new(null, null, null, null, null, null, null, null);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_PageByPage_ShowsEachCallOnceNewestFirst()
    {
        var organization = await fixture.Installation.AddOrganizationAsync(Cancellation);

        // Pairs of calls start at the very same time: the id decides between them.
        await fixture.SeedAsync(organization, db => db.Calls.AddRange(Enumerable.Range(0, 7).Select(i =>
            CallBuilder.Pending(organization.Id, CallBuilder.Report($"RGB{i}", CallBuilder.Noon.AddMinutes(i / 2))))));

        var seen = new List<CallSummary>();
        string? cursor = null;
        do
        {
            var page = await fixture.Installation.SendAsync(organization, Everything with { Cursor = cursor, Limit = 3 }, Cancellation);
            seen.AddRange(page.Value.Items);
            cursor = page.Value.NextCursor;
        }
        while (cursor is not null);

        seen.Count.ShouldBe(7);
        seen.Select(call => call.SourceCallId).Distinct().Count().ShouldBe(7);
        seen.Select(call => call.StartedAt).ShouldBeInOrder(SortDirection.Descending);
    }

    [Theory]
    [InlineData("north", 1)]
    [InlineData("RGB_1", 0)]
    [InlineData("%", 0)]
    [InlineData("0123", 1)]
    [InlineData("+1 312 555 0123", 1)]
    [InlineData("555", 0)]
    public async Task List_WithASearch_TakesWildcardsAsText(string search, int expected)
    {
        var organization = await fixture.Installation.AddOrganizationAsync(Cancellation);
        var keys = await fixture.Installation.CallerKeysAsync(organization, Cancellation);
        await fixture.SeedAsync(organization, db => db.Calls.AddRange(
            CallBuilder.PendingFrom(organization.Id, keys, "(312) 555-0123", "RGBx1"),
            CallBuilder.Pending(organization.Id, CallBuilder.Report("RGBx2", publisher: "Crestline"))));

        var page = await fixture.Installation.SendAsync(organization, Everything with { Search = search }, Cancellation);

        page.Value.Items.Count.ShouldBe(expected);
    }

    [Fact]
    public async Task List_ByAnotherOrganization_IsEmpty()
    {
        var ours = await fixture.Installation.AddOrganizationAsync(Cancellation);
        var theirs = await fixture.Installation.AddOrganizationAsync(Cancellation);
        await fixture.SeedAsync(theirs, db => db.Calls.Add(CallBuilder.Pending(theirs.Id)));

        (await fixture.Installation.SendAsync(ours, Everything, Cancellation)).Value.Items.ShouldBeEmpty();
        (await fixture.Installation.SendAsync(theirs, Everything with { Status = CallStatus.Pending }, Cancellation))
            .Value.Items.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task List_WithABrokenCursorOrLimit_NamesTheFields()
    {
        var organization = await fixture.Installation.AddOrganizationAsync(Cancellation);

        var refused = await fixture.Installation.SendAsync(organization, Everything with { Cursor = "nonsense", Limit = 0 }, Cancellation);

        refused.Error.ShouldBeOfType<ValidationError>().Fields.Keys.ShouldBe(["limit", "cursor"], ignoreOrder: true);
    }
}
