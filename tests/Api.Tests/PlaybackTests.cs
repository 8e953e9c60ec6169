using System.Net;
using System.Net.Http.Headers;
using CallScript.Application.Recordings;
using CallScript.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Api.Tests;

/// <summary>Recordings and their copies over HTTP.</summary>
public sealed class PlaybackTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly byte[] Original = [.. "RIFF"u8, 0, 0, 0, 0, .. "WAVEfmt "u8, .. new byte[400]];
    private static readonly byte[] Copy = [0, 0, 0, 24, .. "ftypisom"u8, .. Enumerable.Range(0, 100).Select(number => (byte)number)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Link_WhileThereIsACopy_PlaysItInRanges()
    {
        var (organization, call) = await ImportAsync();
        var url = await LinkAsync(organization, call);
        url.ShouldEndWith("&copy=true");
        using var player = api.Anonymous();

        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Range = new RangeHeaderValue(20, 29);
        var part = await player.SendAsync(request, Cancellation);

        part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        part.Content.Headers.ContentType!.MediaType.ShouldBe("audio/mp4");
        part.Content.Headers.ContentRange!.Length.ShouldBe(Copy.Length);
        (await part.Content.ReadAsByteArrayAsync(Cancellation)).ShouldBe(Copy[20..30]);

        // The same right opens the recording itself, under another tag.
        var original = await player.GetAsync(url.Replace("&copy=true", "", StringComparison.Ordinal), Cancellation);
        original.Content.Headers.ContentType!.MediaType.ShouldBe("audio/wav");
        (await original.Content.ReadAsByteArrayAsync(Cancellation)).ShouldBe(Original);
        original.Headers.ETag.ShouldNotBe(part.Headers.ETag);

        // Somebody else's link gets neither.
        (await player.GetAsync(url.Replace("signature=", "signature=x", StringComparison.Ordinal), Cancellation)).StatusCode
            .ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Link_WhileTheInstallationWantsNoCopies_PlaysTheRecording()
    {
        var (organization, call) = await ImportAsync();
        var client = await api.SignedInAsync(organization);

        var link = await client.PostAsync($"/api/v1/organizations/{organization.Id}/calls/{call}/audio-link", null, Cancellation);

        (await link.ShouldBeAsync(HttpStatusCode.OK)).GetProperty("url").GetString()!.ShouldNotContain("copy");
    }

    private async Task<(TestOrganization Organization, Guid Call)> ImportAsync()
    {
        var organization = await api.Installation.AddOrganizationAsync(Cancellation);
        var imported = await api.Installation.SendAsync(
            organization, new ImportRecording(new MemoryStream(Original), "call.wav", null, null, null, null, null), Cancellation);
        await using var db = api.Installation.OwnerContext(organization);
        var key = await db.Recordings.Select(row => row.StorageKey).SingleAsync(Cancellation);
        await api.Services.GetRequiredService<IRecordingVault>().StoreCopyAsync(organization.Id, key, new MemoryStream(Copy), Cancellation);
        return (organization, imported.Value.Id);
    }

    private async Task<string> LinkAsync(TestOrganization organization, Guid call)
    {
        using var client = api.AnonymousWith("Vault:Playback:Format", "Aac");
        client.DefaultRequestHeaders.Authorization = (await api.SignedInAsync(organization)).DefaultRequestHeaders.Authorization;
        var link = await client.PostAsync($"/api/v1/organizations/{organization.Id}/calls/{call}/audio-link", null, Cancellation);
        return (await link.ShouldBeAsync(HttpStatusCode.OK)).GetProperty("url").GetString()!;
    }
}
