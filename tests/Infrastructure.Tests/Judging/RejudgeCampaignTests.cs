using CallScript.Application.Calls;
using CallScript.Application.Campaigns;
using CallScript.Application.Flags;
using CallScript.Application.Judging;
using CallScript.Application.Pipeline;
using CallScript.Domain.Auditing;
using CallScript.Domain.Calls;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;
using CallScript.Domain.Pipeline;
using CallScript.Domain.Review;
using CallScript.Infrastructure.Persistence;
using CallScript.Infrastructure.Tests.Privacy;
using CallScript.TestKit;
using CallScript.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Infrastructure.Tests.Judging;

/// <summary>A campaign whose vertical was wrong: nothing is judged again unless asked, and then only judged.</summary>
public sealed class RejudgeCampaignTests : IAsyncLifetime
{
    private static readonly RejudgedSpan Day = new(CallBuilder.Noon.AddHours(-12), CallBuilder.Noon.AddHours(12));
    private readonly ManualClock _clock = new(CallBuilder.Noon.AddDays(1));
    private TestInstallation _installation = null!;
    private WorkerHost _worker = null!;
    private TestOrganization _organization = null!;
    private Campaign _campaign = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _installation = await TestInstallation.CreateAsync(_clock, cancellationToken: Cancellation);
        _worker = new WorkerHost(_installation, _clock);
        _organization = await _installation.AddOrganizationAsync(Cancellation);
        _campaign = Campaign.Create(
            _organization.Id, _clock.NewId<CampaignId>(), CallSource.Ringba, "CA1", "Sun and more", CallBuilder.Noon, Vertical.Solar);
        await SeedAsync(db => db.Campaigns.Add(_campaign));
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _installation.DisposeAsync();
    }

    [Fact]
    public async Task Confirm_WithoutAsking_JudgesNothingAgain()
    {
        var judged = await JudgedAsync("RGB1");

        await ConfirmAsync(Vertical.Medicare, span: null);

        (await _worker.ClaimAsync(Lane.Rejudge)).ShouldBeEmpty();
        var call = await CallAsync(judged);
        (call.Status, call.Vertical, call.Score).ShouldBe((CallStatus.Flagged, Vertical.Solar, 60));
    }

    [Fact]
    public async Task Confirm_WhenAsked_JudgesOnlyWhatThePlanCounts()
    {
        var judged = await JudgedAsync("RGB1");
        var decided = await JudgedAsync("RGB2", (_, call) => call.Review(ReviewVerdict.Confirmed, CallBuilder.Noon));
        var wordless = await JudgedAsync("RGB3", (db, call) => db.Transcripts.Remove(db.Transcripts.Local.Single(row => row.CallId == call.Id)));
        var older = await JudgedAsync("RGB4", startedAt: CallBuilder.Noon.AddDays(-3));
        var pending = await PendingAsync("RGB5");
        var plan = await _installation.SendAsync(
            _organization, new PlanRejudgement(_campaign.Id.Value, Vertical.Medicare, Day.From, Day.To), Cancellation);
        plan.Value.ShouldBe(new RejudgementPlan(Judged: 1, Waiting: 1, Decided: 1, Removed: 1));

        await ConfirmAsync(Vertical.Medicare, Day);
        await WorkOffAsync();

        var call = await CallAsync(judged);
        (call.Status, call.Vertical, call.Score, call.ReviewState).ShouldBe((CallStatus.Transcribed, Vertical.Medicare, null, ReviewState.None));
        (await CallAsync(pending)).Vertical.ShouldBe(Vertical.Medicare);
        foreach (var kept in (CallId[])[decided, wordless, older])
        {
            var untouched = await CallAsync(kept);
            (untouched.Status, untouched.Vertical, untouched.Score).ShouldBe((CallStatus.Flagged, Vertical.Solar, 60));
        }

        (await _worker.ClaimAsync(Lane.Factory)).ShouldBeEmpty();
        (await _worker.ClaimAsync(Lane.Judge)).ShouldHaveSingleItem().SubjectId.ShouldBe(judged.Value);
        var listed = (await _installation.SendAsync(_organization, new ListCampaigns(), Cancellation)).Value.Items.ShouldHaveSingleItem();
        listed.Rejudgement.ShouldBe(new RejudgementDetail(Day.From, Day.To, _clock.GetUtcNow(), 1, 1, _clock.GetUtcNow()));
    }

    [Fact]
    public async Task Rejudged_Call_ShowsItsLatestVerdictAndKeepsTheEarlierOne()
    {
        var judged = await JudgedAsync("RGB1");
        await using (var db = _installation.OwnerContext(_organization))
        {
            await db.Verdicts.ExecuteUpdateAsync(set => set.SetProperty(row => row.JudgedAt, CallBuilder.Noon), Cancellation);
        }

        await ConfirmAsync(Vertical.Medicare, Day);
        await WorkOffAsync();
        var lease = (await _worker.ClaimAsync(Lane.Judge)).ShouldHaveSingleItem();

        (await _worker.WorkAsync(_organization, new JudgeCall(lease))).ShouldBeOfType<LaneOutcome.Done>();

        var verdicts = await _worker.QueryAsync(_organization, db => db.Verdicts.CountAsync(row => row.CallId == judged, Cancellation));
        verdicts.ShouldBe(2);
        var detail = (await _installation.SendAsync(_organization, new GetCall(judged.Value), Cancellation)).Value;
        detail.Flags.ShouldNotContain(flag => flag.Slug == "made_up_rule");
        var byOldRule = await _installation.SendAsync(
            _organization, new ListFlags(null, "made_up_rule", null, ReviewState.Open, null), Cancellation);
        byOldRule.Value.Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Judge_WhenTheAudioIsGone_HasTheWordsStill()
    {
        var judged = await JudgedAsync("RGB1", (db, call) => db.Recordings.Remove(db.Recordings.Local.Single(row => row.CallId == call.Id)));
        await ConfirmAsync(Vertical.Medicare, Day);
        await WorkOffAsync();
        var lease = (await _worker.ClaimAsync(Lane.Judge)).ShouldHaveSingleItem();

        (await _worker.WorkAsync(_organization, new JudgeCall(lease))).ShouldBeOfType<LaneOutcome.Done>();

        (await CallAsync(judged)).Score.ShouldNotBeNull();
    }

    [Fact]
    public async Task Judge_WhenTheWordsWentMeanwhile_SkipsTheCall()
    {
        var judged = await JudgedAsync("RGB1");
        await ConfirmAsync(Vertical.Medicare, Day);
        await WorkOffAsync();
        var lease = (await _worker.ClaimAsync(Lane.Judge)).ShouldHaveSingleItem();
        await _worker.QueryAsync(_organization, db => db.Transcripts.ExecuteDeleteAsync(Cancellation));

        (await _worker.WorkAsync(_organization, new JudgeCall(lease))).ShouldBeOfType<LaneOutcome.Done>();

        var call = await CallAsync(judged);
        (call.Status, call.SkipReason).ShouldBe((CallStatus.Skipped, SkipReason.ContentRemoved));
    }

    [Fact]
    public async Task Rejudge_OfMoreThanABatch_GoesOnWhereADeadWorkerStopped()
    {
        const int Calls = 620;
        await SeedAsync(db =>
        {
            for (var i = 0; i < Calls; i++)
            {
                Judged(db, $"RGB{i}", CallBuilder.Noon.AddSeconds(-i / 3));
            }
        });
        await ConfirmAsync(Vertical.Medicare, Day);
        var lease = (await _worker.ClaimAsync(Lane.Rejudge)).ShouldHaveSingleItem();
        _worker.Breaker.BreakAt(5);
        await Should.ThrowAsync<BrokenConnectionException>(() => _worker.WorkAsync(_organization, new RejudgeCampaign(lease)));
        _worker.Breaker.Heal();
        (await QueuedAsync()).ShouldBe(0);

        (await _worker.WorkAsync(_organization, new RejudgeCampaign(lease))).ShouldBeOfType<LaneOutcome.Done>();

        (await QueuedAsync()).ShouldBe(500);
        await Should.ThrowAsync<DbUpdateConcurrencyException>(() => _worker.WorkAsync(_organization, new RejudgeCampaign(lease)));
        await WorkOffAsync();
        (await QueuedAsync()).ShouldBe(Calls);
        var rejudged = await _worker.QueryAsync(_organization, db => db.Campaigns.SingleAsync(Cancellation));
        rejudged.Rejudgement!.Requeued.ShouldBe(Calls);
    }

    [Fact]
    public async Task Rejudge_WhileACallIsTranscribed_WaitsForItAndDisturbsNothing()
    {
        var pending = await PendingAsync("RGB1", call =>
        {
            call.Vaulted(90, CallBuilder.Noon);
            call.BeginTranscription(CallBuilder.Noon);
        });
        await ConfirmAsync(Vertical.Medicare, Day);

        await WorkOnceAsync();

        (await CallAsync(pending)).Vertical.ShouldBe(Vertical.Solar);
        (await _worker.QueryAsync(_organization, db => db.Campaigns.SingleAsync(Cancellation))).Rejudgement!.IsOver.ShouldBeFalse();
        await _worker.QueryAsync(_organization, async db =>
        {
            (await db.Calls.SingleAsync(row => row.Id == pending, Cancellation)).Transcribed(CallBuilder.Noon);
            return await db.SaveChangesAsync(Cancellation);
        });
        await _worker.QueryAsync(
            _organization, db => db.WorkItems.ExecuteUpdateAsync(set => set.SetProperty(row => row.AvailableAt, CallBuilder.Noon), Cancellation));
        await WorkOffAsync();
        (await CallAsync(pending)).Vertical.ShouldBe(Vertical.Medicare);
    }

    [Fact]
    public async Task Confirm_AskedTwice_QueuesEachCallOnceAndKeepsARecordOfBoth()
    {
        await JudgedAsync("RGB1");
        var older = await JudgedAsync("RGB2", startedAt: CallBuilder.Noon.AddDays(-3));
        await ConfirmAsync(Vertical.Medicare, Day);
        await ConfirmAsync(Vertical.Medicare, Day with { From = Day.From.AddDays(-7) });

        await WorkOffAsync();

        (await QueuedAsync()).ShouldBe(2);
        (await CallAsync(older)).Vertical.ShouldBe(Vertical.Medicare);
        await ConfirmAsync(Vertical.Medicare, Day);
        await WorkOffAsync();
        (await QueuedAsync()).ShouldBe(2);
        var actions = await _worker.QueryAsync(_organization, db => db.AuditEntries
            .Where(entry => entry.Action == AuditAction.CampaignRejudgementAsked || entry.Action == AuditAction.CampaignRejudged)
            .Select(entry => entry.Action)
            .ToListAsync(Cancellation));
        actions.Count(action => action == AuditAction.CampaignRejudgementAsked).ShouldBe(3);
        actions.Count(action => action == AuditAction.CampaignRejudged).ShouldBe(2);
    }

    private async Task ConfirmAsync(Vertical vertical, RejudgedSpan? span)
    {
        var confirmed = await _installation.SendAsync(_organization, new ConfirmCampaignVertical(_campaign.Id.Value, vertical, span), Cancellation);
        confirmed.Value.Vertical.ShouldBe(vertical);
    }

    private async Task WorkOnceAsync() =>
        (await _worker.WorkAsync(_organization, new RejudgeCampaign((await _worker.ClaimAsync(Lane.Rejudge)).ShouldHaveSingleItem())))
            .ShouldBeOfType<LaneOutcome.Done>();

    private async Task WorkOffAsync()
    {
        while (await _worker.ClaimAsync(Lane.Rejudge) is [var lease])
        {
            (await _worker.WorkAsync(_organization, new RejudgeCampaign(lease))).ShouldBeOfType<LaneOutcome.Done>();
        }
    }

    private Task<int> QueuedAsync() =>
        _worker.QueryAsync(_organization, db => db.WorkItems.CountAsync(item => item.Lane == Lane.Judge, Cancellation));

    private Task<Call> CallAsync(CallId id) => _worker.QueryAsync(_organization, db => db.Calls.SingleAsync(row => row.Id == id, Cancellation));

    private async Task<CallId> JudgedAsync(
        string sourceCallId, Action<AppDbContext, Call>? then = null, DateTimeOffset? startedAt = null)
    {
        var id = default(CallId);
        await SeedAsync(db =>
        {
            var call = Judged(db, sourceCallId, startedAt ?? CallBuilder.Noon);
            then?.Invoke(db, call);
            id = call.Id;
        });
        return id;
    }

    private Call Judged(AppDbContext db, string sourceCallId, DateTimeOffset startedAt)
    {
        var call = CallBuilder.AddFlagged(db, _organization.Id, CallBuilder.Report(sourceCallId, startedAt), "made_up_rule");
        call.Join(new CallCampaign(_campaign.Id, _campaign.Name, Vertical.Solar), CallBuilder.Noon);
        return call;
    }

    private async Task<CallId> PendingAsync(string sourceCallId, Action<Call>? then = null)
    {
        var call = CallBuilder.Pending(_organization.Id, CallBuilder.Report(sourceCallId));
        call.Join(new CallCampaign(_campaign.Id, _campaign.Name, Vertical.Solar), CallBuilder.Noon);
        then?.Invoke(call);
        await SeedAsync(db => db.Calls.Add(call));
        return call.Id;
    }

    private async Task SeedAsync(Action<AppDbContext> seed)
    {
        await using var db = _installation.OwnerContext(_organization);
        seed(db);
        await db.SaveChangesAsync(Cancellation);
    }
}
