using CallScript.Application.Calls;
using CallScript.Application.Flags;
using CallScript.Application.Review;
using CallScript.Domain.Calls;
using CallScript.Domain.Review;
using CallScript.TestKit.Hosting;

namespace CallScript.Application.Tests.Review;

public sealed class DecideReviewTests(InstallationFixture fixture) : IClassFixture<InstallationFixture>
{
    private static readonly ListFlags Inbox = new(null, null, null, ReviewState.Open, null);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Decide_Safe_TakesTheCallOutOfTheInboxAndKeepsTheDecision()
    {
        var (organization, callId) = await FlaggedAsync();
        (await fixture.Installation.SendAsync(organization, Inbox, Cancellation)).Value.Items
            .ShouldHaveSingleItem().Flags.ShouldHaveSingleItem().Slug.ShouldBe("guaranteed_outcome");

        var decided = await fixture.Installation.SendAsync(organization, new DecideReview(callId, ReviewVerdict.Safe, " fine "), Cancellation);

        decided.Value.ShouldBe(new DecideReviewResponse(CallStatus.Safe, ReviewState.Safe));
        (await fixture.Installation.SendAsync(organization, Inbox, Cancellation)).Value.Items.ShouldBeEmpty();
        var review = (await fixture.Installation.SendAsync(organization, new GetCall(callId), Cancellation)).Value.Reviews.ShouldHaveSingleItem();
        (review.Decision, review.Note).ShouldBe((ReviewVerdict.Safe, "fine"));
    }

    [Fact]
    public async Task Decide_Confirmed_KeepsTheCallFlagged()
    {
        var (organization, callId) = await FlaggedAsync();

        var decided = await fixture.Installation.SendAsync(organization, new DecideReview(callId, ReviewVerdict.Confirmed, null), Cancellation);

        decided.Value.ShouldBe(new DecideReviewResponse(CallStatus.Flagged, ReviewState.Confirmed));
    }

    [Fact]
    public async Task Decide_OverACallThatIsNotFlagged_IsRefused()
    {
        var (organization, callId) = await FlaggedAsync();
        await fixture.Installation.SendAsync(organization, new DecideReview(callId, ReviewVerdict.Safe, null), Cancellation);

        var again = await fixture.Installation.SendAsync(organization, new DecideReview(callId, ReviewVerdict.Confirmed, null), Cancellation);

        again.Error.ShouldBe(CallErrors.NotFlagged);
    }

    [Fact]
    public async Task Decide_OverAnotherOrganizationsCall_FindsNothing()
    {
        var (_, callId) = await FlaggedAsync();
        var stranger = await fixture.Installation.AddOrganizationAsync(Cancellation);

        var refused = await fixture.Installation.SendAsync(stranger, new DecideReview(callId, ReviewVerdict.Safe, null), Cancellation);

        refused.Error.ShouldBe(CallErrors.NotFound);
    }

    private async Task<(TestOrganization Organization, Guid CallId)> FlaggedAsync()
    {
        var organization = await fixture.Installation.AddOrganizationAsync(Cancellation);
        var callId = Guid.Empty;
        await fixture.SeedAsync(organization, db => callId = CallBuilder.AddFlagged(db, organization.Id).Id.Value);
        return (organization, callId);
    }
}
