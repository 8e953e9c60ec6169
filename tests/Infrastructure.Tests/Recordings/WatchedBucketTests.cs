using System.Net;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using CallScript.Domain.Calls;
using CallScript.Infrastructure.Recordings.Folders;
using CallScript.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Tests.Recordings;

/// <summary>A prefix of a real bucket and calls in the database. What names and side-cars say is tested with folders.</summary>
public sealed class WatchedBucketTests(S3Server server, InstallationFixture fixture)
    : IClassFixture<S3Server>, IClassFixture<InstallationFixture>, IAsyncLifetime
{
    private const string Prefix = "in/";
    private const string Template = "{started_at:yyyyMMdd-HHmmss}_{caller}_{campaign}";

    private readonly string _bucket = $"watched-{Guid.NewGuid():N}";
    private readonly List<ServiceProvider> _hosts = [];
    private AmazonS3Client _s3 = null!;
    private TestOrganization _organization = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(server.Address is null, "There is no moto_server on the PATH, and CALLSCRIPT_TEST_S3 names no server.");
        _s3 = server.CreateClient();
        await _s3.PutBucketAsync(_bucket, Cancellation);
        _organization = await fixture.Installation.AddOrganizationAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        _s3?.Dispose();
    }

    [Fact]
    public async Task Recordings_ByNameAndSideCar_BecomeCallsAndAreMoved()
    {
        await PutAsync("20261101-140000_2125550147_Medicare East.wav", Wav(1));
        await PutAsync("other.wav", Wav(2));
        await PutAsync("other.json", """{"external_id":"C-2","campaign":"Solar","revenue":30.5}""");

        await LookTwiceAsync(Folder());

        var calls = (await CallsAsync()).OrderBy(call => call.CampaignName).ToList();
        calls.Select(call => call.CampaignName).ShouldBe(["Medicare East", "Solar"]);
        calls[0].StartedAt.ShouldBe(new DateTimeOffset(2026, 11, 1, 14, 0, 0, TimeSpan.Zero));
        calls[0].CallerHash.ShouldNotBeNull();
        (calls[1].SourceCallId, calls[1].Revenue).ShouldBe(("C-2", 30.5m));
        (await KeysAsync()).ShouldBe(
            ["in/done/20261101-140000_2125550147_Medicare East.wav", "in/done/other.json", "in/done/other.wav"], ignoreOrder: true);
    }

    [Fact]
    public async Task Recording_ThatIsReplacedBetweenTwoLooks_WaitsUntilItIsSettled()
    {
        var folder = Folder();
        await PutAsync("a.wav", Wav(3));
        await LookAsync(folder);
        await PutAsync("a.wav", Wav(4));

        await LookAsync(folder);
        (await CallsAsync()).ShouldBeEmpty();
        await LookAsync(folder);

        (await CallsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Recordings_ThatCannotBeTold_ArePutAsideWithTheReason()
    {
        await PutAsync("page.wav", "<html>not audio</html>"u8.ToArray());
        await PutAsync("a.wav", Wav(5));
        await PutAsync("a.json", "{");

        await LookTwiceAsync(Folder());

        (await CallsAsync()).ShouldBeEmpty();
        (await KeysAsync()).ShouldBe(
            ["in/failed/a.error.txt", "in/failed/a.json", "in/failed/a.wav", "in/failed/page.error.txt", "in/failed/page.wav"], ignoreOrder: true);
        using var reason = await _s3.GetObjectAsync(_bucket, "in/failed/a.error.txt", Cancellation);
        using var text = new StreamReader(reason.ResponseStream);
        (await text.ReadToEndAsync(Cancellation)).ShouldContain("not JSON");
    }

    [Fact]
    public async Task Objects_ThatAreNoRecordingsOfThisPrefix_AreLeftAlone()
    {
        foreach (var name in (string[])["below/a.wav", ".hidden.wav", "upload.wav.part"])
        {
            await PutAsync(name, Wav(6));
        }

        await PutAsync("empty.wav", []);
        await PutAsync("lonely.json", "{}");
        await _s3.PutObjectAsync(Request("elsewhere/a.wav", Wav(6)), Cancellation);

        await LookTwiceAsync(Folder());

        (await CallsAsync()).ShouldBeEmpty();
        (await KeysAsync()).Count.ShouldBe(6);
    }

    [Fact]
    public async Task Recording_PutThereTwice_IsOneCallAndLosesNoObject()
    {
        var folder = Folder();
        await PutAsync("a.wav", Wav(7));
        await LookTwiceAsync(folder);
        await PutAsync("a.wav", Wav(7));

        await LookTwiceAsync(folder);

        (await CallsAsync()).ShouldHaveSingleItem();
        var keys = await KeysAsync();
        keys.Count.ShouldBe(2);
        keys.ShouldAllBe(key => key.StartsWith("in/done/a", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bucket_WatchedByTwoProcesses_GivesEachRecordingOneCall()
    {
        for (var number = 0; number < 6; number++)
        {
            await PutAsync($"{number}.wav", Wav(100 + number));
            await PutAsync($"{number}.json", $$"""{"external_id":"C-{{number}}"}""");
        }

        var (one, other) = (Folder(), Folder());
        await Task.WhenAll(LookAsync(one), LookAsync(other));
        await Task.WhenAll(Task.Run(() => LookAsync(one), Cancellation), Task.Run(() => LookAsync(other), Cancellation));
        await LookTwiceAsync(one);

        (await CallsAsync()).Select(call => call.SourceCallId).Order().ShouldBe(Enumerable.Range(0, 6).Select(number => $"C-{number}"));
        var keys = await KeysAsync();
        keys.ShouldAllBe(key => key.StartsWith("in/done/", StringComparison.Ordinal));
        keys.Count(key => key.EndsWith(".wav", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(6);
    }

    [Fact]
    public async Task Bucket_ThatDoesNotExist_IsNoCrash()
    {
        await LookTwiceAsync(Folder(("Bucket", $"{_bucket}-not")));

        (await CallsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Client_OfABucket_ReachesNothingElseInsideTheNetwork()
    {
        var asked = false;
        await using var inside = await LoopbackServer.StartAsync(http =>
        {
            asked = true;
            return Task.CompletedTask;
        });
        await using var redirecting = await LoopbackServer.StartAsync(http =>
        {
            http.Response.StatusCode = (int)HttpStatusCode.TemporaryRedirect;
            http.Response.Headers.Location = inside.Address.AbsoluteUri;
            return Task.CompletedTask;
        });

        await Should.ThrowAsync<Exception>(() => LookAsync(Folder(("Endpoint", redirecting.Address.AbsoluteUri))));

        asked.ShouldBeFalse();
    }

    [Theory]
    [InlineData("Path", "/in", "WatchedFolders:0:Path and S3:Bucket exclude each other.")]
    [InlineData("S3:Prefix", "in", "WatchedFolders:0:S3:Prefix must end with a slash.")]
    [InlineData("S3:AccessKey", "key", "WatchedFolders:0:S3:AccessKey and S3:SecretKey belong together")]
    public void Settings_ThatAreWrong_EndTheStartWithTheReason(string setting, string value, string reason)
    {
        var settings = new Dictionary<string, string?>
        {
            ["WatchedFolders:0:Organization"] = "demo",
            ["WatchedFolders:0:S3:Bucket"] = "calls",
            [$"WatchedFolders:0:{setting}"] = value,
        };

        using var provider = new ServiceCollection()
            .AddWatchedFolders(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).BuildServiceProvider();

        Should.Throw<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate()).Message.ShouldContain(reason);
    }

    /// <summary>As a host makes it of its settings, with the calls going to the fixture's installation.</summary>
    private WatchedFolder Folder(params (string Key, string Value)[] changes)
    {
        var settings = new Dictionary<string, string?>
        {
            ["WatchedFolders:0:Organization"] = "demo",
            ["WatchedFolders:0:Template"] = Template,
            ["WatchedFolders:0:S3:Bucket"] = _bucket,
            ["WatchedFolders:0:S3:Prefix"] = Prefix,
            ["WatchedFolders:0:S3:Endpoint"] = server.Address!.AbsoluteUri,
            ["WatchedFolders:0:S3:AccessKey"] = server.AccessKey,
            ["WatchedFolders:0:S3:SecretKey"] = server.SecretKey,
        };
        foreach (var (key, value) in changes)
        {
            settings[$"WatchedFolders:0:S3:{key}"] = value;
        }

        var host = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddWatchedFolders(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .BuildServiceProvider();
        _hosts.Add(host);
        var folders = ActivatorUtilities.CreateInstance<WatchedFolders>(host, fixture.Installation.App.GetRequiredService<IServiceScopeFactory>());
        return folders.All.Single();
    }

    private Task LookAsync(WatchedFolder folder) => folder.LookAsync(_organization.Id, Cancellation);

    private async Task LookTwiceAsync(WatchedFolder folder)
    {
        await LookAsync(folder);
        await LookAsync(folder);
    }

    private async Task<List<Call>> CallsAsync()
    {
        await using var db = fixture.Installation.OwnerContext(_organization);
        return await db.Calls.Where(call => call.OrganizationId == _organization.Id).ToListAsync(Cancellation);
    }

    private async Task<List<string>> KeysAsync()
    {
        var listed = await _s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = _bucket }, Cancellation);
        return [.. (listed.S3Objects ?? []).Select(entry => entry.Key)];
    }

    private Task PutAsync(string name, string content) => PutAsync(name, Encoding.UTF8.GetBytes(content));

    private async Task PutAsync(string name, byte[] content) =>
        await _s3.PutObjectAsync(Request(Prefix + name, content), Cancellation);

    private PutObjectRequest Request(string key, byte[] content) =>
        new() { BucketName = _bucket, Key = key, InputStream = new MemoryStream(content), UseChunkEncoding = false };

    private static byte[] Wav(int seed)
    {
        var samples = new byte[1_600];
        new Random(seed).NextBytes(samples);
        return [.. "RIFF"u8, .. BitConverter.GetBytes(36 + samples.Length), .. "WAVEfmt "u8, .. BitConverter.GetBytes(16),
            1, 0, 1, 0, .. BitConverter.GetBytes(8_000), .. BitConverter.GetBytes(16_000), 2, 0, 16, 0,
            .. "data"u8, .. BitConverter.GetBytes(samples.Length), .. samples];
    }
}
