using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using CallScript.Application.Recordings.Uploads;
using CallScript.Domain.Calls;
using CallScript.Domain.Organizations;
using CallScript.Domain.Pipeline;
using CallScript.TestKit;
using CallScript.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Api.Tests;

/// <summary>The tus protocol as any client speaks it, against connections that break and clients that err.</summary>
public sealed class UploadsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly byte[] Audio = File.ReadAllBytes(Repository.PathTo("samples", "calls", "solar-no-recording-notice.wav"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upload_InPieces_BecomesACallWithWhatItsMetadataSays()
    {
        var (owner, client) = await OwnerAsync();
        var upload = await CreateAsync(client, owner, ("filename", "call.wav"), ("campaignName", "Solar East"), ("callerNumber", "+12125550147"),
            ("startedAt", "2026-11-01T14:00:00Z"), ("vertical", "solar"), ("sourceCallId", "C-1"));

        var half = Audio.Length / 2;
        (await PatchAsync(client, upload, 0, Audio[..half])).Headers.GetValues("Upload-Offset").Single().ShouldBe(Text(half));
        var last = await PatchAsync(client, upload, half, Audio[half..]);

        await last.ShouldBeAsync(HttpStatusCode.NoContent);
        var callId = last.Headers.GetValues("Upload-Call-Id").Single();
        await using var db = api.Installation.OwnerContext(owner);
        var call = await db.Calls.SingleAsync(Cancellation);
        call.Id.ToString().ShouldBe(callId);
        (call.Source, call.SourceCallId, call.CampaignName).ShouldBe((CallSource.Upload, "C-1", "Solar East"));
        call.StartedAt.ShouldBe(new DateTimeOffset(2026, 11, 1, 14, 0, 0, TimeSpan.Zero));
        call.CallerHash.ShouldNotBeNull();
        (await db.Recordings.SingleAsync(Cancellation)).Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Audio)));
        (await db.WorkItems.SingleAsync(Cancellation)).Lane.ShouldBe(Lane.Vault);
        Parts(owner).ShouldBeEmpty("what has arrived lies in the vault now");
        var head = await HeadAsync(client, upload);
        head.Headers.GetValues("Upload-Offset").Single().ShouldBe(Text(Audio.Length));
        head.Headers.GetValues("Upload-Call-Id").Single().ShouldBe(callId);
    }

    [Fact]
    public async Task Upload_WhoseConnectionBreaks_GoesOnWhereItWas()
    {
        var (owner, client) = await OwnerAsync();
        var upload = await CreateAsync(client, owner, ("filename", "call.wav"));
        var half = Audio.Length / 2;

        await Should.ThrowAsync<HttpRequestException>(
            () => client.SendAsync(Piece(upload, 0, new BreakingContent(Audio, half)), Cancellation));

        var offset = await OffsetOnceReleasedAsync(client, upload);
        offset.ShouldBeLessThanOrEqualTo(half);
        await (await PatchAsync(client, upload, offset, Audio[offset..])).ShouldBeAsync(HttpStatusCode.NoContent);
        await using var db = api.Installation.OwnerContext(owner);
        (await db.Recordings.SingleAsync(Cancellation)).Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Audio)));
    }

    [Fact]
    public async Task Upload_AfterARestartThatLeftMoreOnTheDisk_GoesOnFromWhatWasAcknowledged()
    {
        var (owner, client) = await OwnerAsync();
        var upload = await CreateAsync(client, owner, ("filename", "call.wav"));
        await PatchAsync(client, upload, 0, Audio[..1_000]);

        // As a process leaves it that is killed in the middle of a piece.
        await File.AppendAllBytesAsync(Parts(owner).Single(), RandomNumberGenerator.GetBytes(5_000), Cancellation);

        await (await PatchAsync(client, upload, 1_000, Audio[1_000..])).ShouldBeAsync(HttpStatusCode.NoContent);
        await using var db = api.Installation.OwnerContext(owner);
        (await db.Recordings.SingleAsync(Cancellation)).Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Audio)));
    }

    [Fact]
    public async Task Patch_AtAnotherOffset_IsToldTheRightOneAndChangesNothing()
    {
        var (owner, client) = await OwnerAsync();
        var upload = await CreateAsync(client, owner, ("filename", "call.wav"));
        await PatchAsync(client, upload, 0, Audio[..1_000]);

        await (await PatchAsync(client, upload, 500, Audio[500..])).ShouldBeProblemAsync(HttpStatusCode.Conflict, "upload_offset_mismatch");
        await (await PatchAsync(client, upload, 2_000, Audio[2_000..])).ShouldBeProblemAsync(HttpStatusCode.Conflict, "upload_offset_mismatch");

        (await HeadAsync(client, upload)).Headers.GetValues("Upload-Offset").Single().ShouldBe("1000");
    }

    [Theory]
    [InlineData("sha1")]
    [InlineData("sha256")]
    public async Task Patch_WithAChecksum_IsTakenOnlyWhenItMatches(string algorithm)
    {
        var (owner, client) = await OwnerAsync();
        var upload = await CreateAsync(client, owner, ("filename", "call.wav"));
        var digest = Convert.ToBase64String(
            CryptographicOperations.HashData(new HashAlgorithmName(algorithm.ToUpperInvariant()), Audio));
        byte[] damaged = [.. Audio];
        damaged[777] ^= 1;

        await (await PatchAsync(client, upload, 0, damaged, $"{algorithm} {digest}"))
            .ShouldBeProblemAsync((HttpStatusCode)460, "upload_checksum_mismatch");
        (await HeadAsync(client, upload)).Headers.GetValues("Upload-Offset").Single().ShouldBe("0");
        await (await PatchAsync(client, upload, 0, Audio, "md5 AAAA")).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        await (await PatchAsync(client, upload, 0, Audio, $"{algorithm} {digest}")).ShouldBeAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task SameFile_UploadedTwice_IsOneCall()
    {
        var (owner, client) = await OwnerAsync();
        var calls = new List<string>();
        foreach (var name in (string[])["first.wav", "second.wav"])
        {
            var upload = await CreateAsync(client, owner, ("filename", name));
            calls.Add((await PatchAsync(client, upload, 0, Audio)).Headers.GetValues("Upload-Call-Id").Single());
        }

        calls.Distinct().ShouldHaveSingleItem();
        await using var db = api.Installation.OwnerContext(owner);
        (await db.Calls.CountAsync(Cancellation)).ShouldBe(1);
    }

    [Fact]
    public async Task Creation_WithTheWholeRecording_IsOneRequest()
    {
        var (owner, client) = await OwnerAsync();
        using var request = Announce(owner, Audio.Length, ("filename", "call.wav"));
        request.Content = new ByteArrayContent(Audio) { Headers = { ContentType = new("application/offset+octet-stream") } };

        var created = await client.SendAsync(request, Cancellation);

        await created.ShouldBeAsync(HttpStatusCode.Created);
        created.Headers.GetValues("Upload-Offset").Single().ShouldBe(Text(Audio.Length));
        created.Headers.Contains("Upload-Call-Id").ShouldBeTrue();
    }

    [Fact]
    public async Task Creation_LargerThanTheLimit_IsRefusedBeforeAByteIsSent()
    {
        var (owner, client) = await OwnerAsync();

        await (await client.SendAsync(Announce(owner, 100_000_001), Cancellation))
            .ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge, "recording_too_large");
        Parts(owner).ShouldBeEmpty();
    }

    [Fact]
    public async Task Patch_BeyondTheAnnouncedLength_IsRefused()
    {
        var (owner, client) = await OwnerAsync();
        using var request = Announce(owner, 100, ("filename", "call.wav"));
        var upload = (await client.SendAsync(request, Cancellation)).Headers.Location!.ToString();

        await (await PatchAsync(client, upload, 0, Audio[..101])).ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge, "upload_past_its_end");
    }

    [Fact]
    public async Task Recording_ThatIsNoAudio_IsRefusedByNameAndLeavesNothing()
    {
        var (owner, client) = await OwnerAsync();
        var page = Encoding.UTF8.GetBytes("<html>sign in</html>");
        using var request = Announce(owner, page.Length, ("filename", "call.wav"));
        var upload = (await client.SendAsync(request, Cancellation)).Headers.Location!.ToString();

        await (await PatchAsync(client, upload, 0, page)).ShouldBeProblemAsync(HttpStatusCode.UnsupportedMediaType, "recording_not_audio");

        Parts(owner).ShouldBeEmpty();
        (await HeadAsync(client, upload)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("startedAt", "2126-01-01T00:00:00Z")]
    [InlineData("startedAt", "yesterday")]
    [InlineData("vertical", "gardening")]
    public async Task Creation_WithMetadataThatMakesNoSense_NamesTheKey(string key, string value)
    {
        var (owner, client) = await OwnerAsync();

        var refused = await (await client.SendAsync(Announce(owner, 100, (key, value)), Cancellation))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

        refused.GetProperty("errors").TryGetProperty(key, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Metadata_ThatNamesTheCaller_IsSealedAndGivenBack()
    {
        var (owner, client) = await OwnerAsync();
        var upload = await CreateAsync(client, owner, ("callerNumber", "+12125550147"));

        (await HeadAsync(client, upload)).Headers.GetValues("Upload-Metadata").Single()
            .ShouldBe($"callerNumber {Convert.ToBase64String("+12125550147"u8)}");
        await using var db = api.Installation.OwnerContext(owner);
        Encoding.UTF8.GetString((await db.RecordingUploads.SingleAsync(Cancellation)).SealedMetadata)
            .ShouldNotContain(Convert.ToBase64String("+12125550147"u8));
    }

    [Fact]
    public async Task Termination_RemovesWhatHasArrived()
    {
        var (owner, client) = await OwnerAsync();
        var upload = await CreateAsync(client, owner, ("filename", "call.wav"));
        await PatchAsync(client, upload, 0, Audio[..1_000]);
        Parts(owner).ShouldHaveSingleItem();

        using var request = Tus(HttpMethod.Delete, upload);
        await (await client.SendAsync(request, Cancellation)).ShouldBeAsync(HttpStatusCode.NoContent);

        Parts(owner).ShouldBeEmpty();
        (await HeadAsync(client, upload)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Expiration_EndsWhatWasNotContinued()
    {
        var (owner, client) = await OwnerAsync();
        var upload = await CreateAsync(client, owner, ("filename", "call.wav"));
        var patched = await PatchAsync(client, upload, 0, Audio[..1_000]);
        DateTimeOffset.Parse(patched.Headers.GetValues("Upload-Expires").Single(), CultureInfo.InvariantCulture)
            .ShouldBe(api.Clock.GetUtcNow().AddHours(24), TimeSpan.FromSeconds(1));

        api.Clock.Advance(TimeSpan.FromHours(24));

        var again = await api.SignedInAsync(owner);
        await (await PatchAsync(again, upload, 1_000, Audio[1_000..])).ShouldBeProblemAsync(HttpStatusCode.NotFound, "upload_not_found");
        (await api.Installation.SendAsync(owner, new SweepUploads(), Cancellation)).Value.ShouldBe(1);
        Parts(owner).ShouldBeEmpty();
    }

    [Fact]
    public async Task Upload_OfAnotherOrganization_DoesNotExist()
    {
        var (theirs, them) = await OwnerAsync();
        var upload = await CreateAsync(them, theirs, ("filename", "call.wav"));
        var (ours, client) = await OwnerAsync();
        var here = upload.Replace(theirs.Id.ToString(), ours.Id.ToString(), StringComparison.Ordinal);

        foreach (var path in (string[])[upload, here])
        {
            (await HeadAsync(client, path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await PatchAsync(client, path, 0, Audio)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            using var end = Tus(HttpMethod.Delete, path);
            (await client.SendAsync(end, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        (await HeadAsync(them, upload)).Headers.GetValues("Upload-Offset").Single().ShouldBe("0");
    }

    [Fact]
    public async Task Key_WithTheScope_UploadsAndOneWithoutDoesNot()
    {
        var (owner, _) = await OwnerAsync();

        var writer = await api.WithKeyAsync(owner, "calls:write");
        var upload = await CreateAsync(writer, owner, ("filename", "call.wav"));
        await (await PatchAsync(writer, upload, 0, Audio)).ShouldBeAsync(HttpStatusCode.NoContent);

        var reader = await api.WithKeyAsync(owner, "calls:read");
        await (await reader.SendAsync(Announce(owner, 100), Cancellation)).ShouldBeProblemAsync(HttpStatusCode.Forbidden, "api_key_scope_missing");
    }

    [Fact]
    public async Task Options_NameVersionExtensionsAndLimit_AndOtherVersionsAreRefused()
    {
        var (owner, client) = await OwnerAsync();
        using var ask = new HttpRequestMessage(HttpMethod.Options, Path(owner));

        var described = await client.SendAsync(ask, Cancellation);

        described.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        described.Headers.GetValues("Tus-Version").Single().ShouldBe("1.0.0");
        described.Headers.GetValues("Tus-Extension").Single().ShouldBe("creation,creation-with-upload,termination,expiration,checksum");
        described.Headers.GetValues("Tus-Max-Size").Single().ShouldBe("100000000");
        using var old = new HttpRequestMessage(HttpMethod.Post, Path(owner)) { Headers = { { "Tus-Resumable", "0.2.2" } } };
        var refused = await client.SendAsync(old, Cancellation);
        await refused.ShouldBeProblemAsync(HttpStatusCode.PreconditionFailed, "tus_version");
        refused.Headers.GetValues("Tus-Version").Single().ShouldBe("1.0.0");
    }

    [Fact]
    public async Task Post_ThatOverridesItsMethod_IsAPatch()
    {
        var (owner, client) = await OwnerAsync();
        var upload = await CreateAsync(client, owner, ("filename", "call.wav"));
        using var request = Piece(upload, 0, new ByteArrayContent(Audio));
        request.Method = HttpMethod.Post;
        request.Headers.Add("X-HTTP-Method-Override", "PATCH");

        await (await client.SendAsync(request, Cancellation)).ShouldBeAsync(HttpStatusCode.NoContent);

        using var wrong = Tus(HttpMethod.Post, upload);
        await (await client.SendAsync(wrong, Cancellation)).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    private static string Path(TestOrganization organization) => $"/api/v1/organizations/{organization.Id}/uploads";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private string[] Parts(TestOrganization organization) =>
        System.IO.Path.Combine(api.Installation.VaultDirectory, ".uploads", organization.Id.ToString()) is var folder && Directory.Exists(folder)
            ? Directory.GetFiles(folder)
            : [];

    private async Task<(TestOrganization Owner, HttpClient Client)> OwnerAsync()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        return (owner, await api.SignedInAsync(await api.Installation.AddMemberAsync(owner, OrganizationRole.Admin, Cancellation)));
    }

    private static HttpRequestMessage Tus(HttpMethod method, string path) => new(method, path) { Headers = { { "Tus-Resumable", "1.0.0" } } };

    private static HttpRequestMessage Announce(TestOrganization owner, long length, params (string Key, string Value)[] metadata)
    {
        var request = Tus(HttpMethod.Post, Path(owner));
        request.Headers.Add("Upload-Length", Text(length));
        if (metadata.Length > 0)
        {
            request.Headers.Add("Upload-Metadata", string.Join(
                ',', metadata.Select(pair => $"{pair.Key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair.Value))}")));
        }

        return request;
    }

    private static async Task<string> CreateAsync(HttpClient client, TestOrganization owner, params (string Key, string Value)[] metadata)
    {
        using var request = Announce(owner, Audio.Length, metadata);
        var created = await client.SendAsync(request, Cancellation);
        await created.ShouldBeAsync(HttpStatusCode.Created);
        return created.Headers.Location!.ToString();
    }

    private static HttpRequestMessage Piece(string upload, long offset, HttpContent content, string? checksum = null)
    {
        var request = Tus(HttpMethod.Patch, upload);
        request.Headers.Add("Upload-Offset", Text(offset));
        if (checksum is not null)
        {
            request.Headers.Add("Upload-Checksum", checksum);
        }

        content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        request.Content = content;
        return request;
    }

    private static async Task<HttpResponseMessage> PatchAsync(
        HttpClient client, string upload, long offset, byte[] piece, string? checksum = null)
    {
        using var request = Piece(upload, offset, new ByteArrayContent(piece), checksum);
        return await client.SendAsync(request, Cancellation);
    }

    private static async Task<HttpResponseMessage> HeadAsync(HttpClient client, string upload)
    {
        using var request = Tus(HttpMethod.Head, upload);
        return await client.SendAsync(request, Cancellation);
    }

    /// <summary>The offset, once the request that broke has let go of the file: a piece of nothing is answered then.</summary>
    private static async Task<int> OffsetOnceReleasedAsync(HttpClient client, string upload)
    {
        while (true)
        {
            var offset = int.Parse((await HeadAsync(client, upload)).Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);
            var probe = await PatchAsync(client, upload, offset, []);
            if (probe.StatusCode == HttpStatusCode.NoContent)
            {
                return offset;
            }

            probe.StatusCode.ShouldBeOneOf(HttpStatusCode.Locked, HttpStatusCode.Conflict);
        }
    }

    /// <summary>Announces everything, sends a part of it, and breaks the connection.</summary>
    private sealed class BreakingContent(byte[] bytes, int sent) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(0, sent), Cancellation);
            await stream.FlushAsync(Cancellation);
            throw new IOException("The connection breaks here.");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}
