using CallScript.Application.Calls;
using CallScript.Application.Pipeline;
using CallScript.Application.Recordings;
using CallScript.Domain.Calls;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Pipeline;
using CallScript.TestKit.Hosting;
using CallScript.TestKit.Speech;

namespace CallScript.Application.Tests.Recordings;

public sealed class ImportRecordingTests(InstallationFixture fixture) : IClassFixture<InstallationFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Import_OfARecording_QueuesACallForTheVault()
    {
        var organization = await fixture.Installation.AddOrganizationAsync(Cancellation);

        var imported = await ImportAsync(organization, File.OpenRead(SampleTruth.Named("medicare-gift-card").AudioPath), campaign: "Medicare East");

        var call = await fixture.Installation.SendAsync(organization, new GetCall(imported.Value.Id), Cancellation);
        call.Value.Call.Status.ShouldBe(CallStatus.Pending);
        call.Value.Call.Vertical.ShouldBe(Vertical.Medicare);
        call.Value.Recording!.MediaType.ShouldBe("audio/mpeg");
        var queue = await fixture.Installation.SendAsync(organization, new GetQueueStatus(), Cancellation);
        queue.Value.Lanes.Single(lane => lane.Lane == Lane.Vault).Waiting.ShouldBe(1);
    }

    [Fact]
    public async Task Import_OfSomethingElse_LeavesNothingBehind()
    {
        var organization = await fixture.Installation.AddOrganizationAsync(Cancellation);

        var page = await ImportAsync(organization, new MemoryStream("<html>not audio</html>"u8.ToArray()));
        var nothing = await ImportAsync(organization, new MemoryStream([]));

        page.Error!.Code.ShouldBe("recording_not_audio");
        nothing.Error!.Code.ShouldBe("recording_empty");
        var calls = await fixture.Installation.SendAsync(
            organization, new ListCalls(null, null, null, null, null, null, null, null), Cancellation);
        calls.Value.Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Import_OfTheSameCallTwice_IsRefused()
    {
        var organization = await fixture.Installation.AddOrganizationAsync(Cancellation);
        var path = SampleTruth.Named("home-services-voicemail").AudioPath;
        await ImportAsync(organization, File.OpenRead(path), sourceCallId: "mine-1");

        var again = await ImportAsync(organization, File.OpenRead(path), sourceCallId: "mine-1");

        again.Error!.Code.ShouldBe("call_already_imported");
    }

    private async Task<Domain.Common.Result<ImportRecordingResponse>> ImportAsync(
        TestOrganization organization, Stream content, string? campaign = null, string? sourceCallId = null)
    {
        await using (content)
        {
            return await fixture.Installation.SendAsync(
                organization, new ImportRecording(content, "call.mp3", sourceCallId, campaign, null, null, null), Cancellation);
        }
    }
}
