using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using CallScript.Application.Recordings;
using CallScript.Infrastructure.Recordings;
using CallScript.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Tests.Recordings;

public sealed class S3RecordingVaultTests(S3Server server) : RecordingVaultContract, IClassFixture<S3Server>, IAsyncLifetime
{
    private const string Prefix = "recordings/";

    private readonly string _bucket = $"vault-{Guid.NewGuid():N}";
    private readonly ManualClock _clock = new(TimeProvider.System.GetUtcNow());
    private readonly List<ServiceProvider> _hosts = [];
    private AmazonS3Client _s3 = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(server.Address is null, "There is no moto_server on the PATH, and CALLSCRIPT_TEST_S3 names no server.");
        _s3 = server.CreateClient();
        await _s3.PutBucketAsync(_bucket, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        _s3?.Dispose();
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(20_000_000)]
    public async Task Store_WithEncryption_AsksTheServerForIt(int length)
    {
        Assert.SkipWhen(server.KmsKey is not null && length > 8 * 1024 * 1024, "Ceph's gateway copies no encrypted object on the server.");
        var vault = Vault(server.KmsKey is { } kmsKey
            ? new() { ["Vault:S3:Encryption"] = "Kms", ["Vault:S3:KmsKeyId"] = kmsKey }
            : new() { ["Vault:S3:Encryption"] = "Aes256" });

        var stored = (await StoreAsync(Audio(length), vault)).Value;

        var found = await _s3.GetObjectMetadataAsync(_bucket, Prefix + stored.StorageKey, Cancellation);
        found.ServerSideEncryptionMethod.ShouldBe(server.KmsKey is null ? ServerSideEncryptionMethod.AES256 : ServerSideEncryptionMethod.AWSKMS);
        found.Headers.ContentType.ShouldBe("audio/mpeg");
    }

    [Fact]
    public async Task Store_WhileItUploads_ShowsNothingUnderItsKey()
    {
        IReadOnlyList<string>? seen = null;
        await using var content = new InterruptedStream(Audio(40_000_000), () => seen = KeysAsync().GetAwaiter().GetResult());

        var stored = await CreateVault().StoreAsync(Organization, content, Cancellation);

        seen.ShouldNotBeNull().ShouldBeEmpty();
        (await KeysAsync()).ShouldBe([stored.Value.StorageKey]);
    }

    [Fact]
    public async Task Prepare_AfterAProcessDied_RemovesItsUploadsOnceTheyAreOld()
    {
        await _s3.InitiateMultipartUploadAsync(_bucket, $"{Prefix}.incoming/dead", Cancellation);
        await _s3.PutObjectAsync(
            new PutObjectRequest { BucketName = _bucket, Key = $"{Prefix}.incoming/dead-too", ContentBody = "x", UseChunkEncoding = false }, Cancellation);
        var kept = (await StoreAsync(Audio(100))).Value.StorageKey;
        var vault = (S3RecordingVault)CreateVault();

        await vault.PrepareAsync(Cancellation);
        (await KeysAsync()).Count.ShouldBe(2);
        _clock.Advance(TimeSpan.FromDays(2));
        await vault.PrepareAsync(Cancellation);

        (await ObjectsAsync()).ShouldBe([kept]);
    }

    [Fact]
    public async Task Start_WithoutABucket_StopsTheHostWithAClearMessage()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new("Vault:Store", "S3")]);
        builder.Services.AddRecordings(builder.Configuration);
        using var host = builder.Build();

        var failure = await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));

        failure.Message.ShouldContain("Vault:S3:Bucket");
    }

    [Fact]
    public async Task Client_OfAnEndpoint_ReachesNothingElseInsideTheNetwork()
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
        var vault = Vault(new() { ["Vault:S3:Endpoint"] = redirecting.Address.AbsoluteUri });

        await Should.ThrowAsync<Exception>(() => StoreAsync(Audio(100), vault));

        asked.ShouldBeFalse();
    }

    private protected override IRecordingVault CreateVault(long maxBytes = 100_000_000) =>
        Vault(new() { ["Vault:MaxBytes"] = $"{maxBytes}" });

    private protected override async Task<IReadOnlyList<string>> ObjectsAsync()
    {
        var uploads = await _s3.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = _bucket }, Cancellation);
        return [.. await KeysAsync(), .. (uploads.MultipartUploads ?? []).Select(upload => upload.Key)];
    }

    private async Task<IReadOnlyList<string>> KeysAsync()
    {
        var listed = await _s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = _bucket }, Cancellation);
        return [.. (listed.S3Objects ?? []).Select(entry => entry.Key[Prefix.Length..])];
    }

    private IRecordingVault Vault(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Vault:Store"] = "S3",
                ["Vault:S3:Bucket"] = _bucket,
                ["Vault:S3:Prefix"] = Prefix,
                ["Vault:S3:Endpoint"] = server.Address!.AbsoluteUri,
                ["Vault:S3:AccessKey"] = server.AccessKey,
                ["Vault:S3:SecretKey"] = server.SecretKey,
            })
            .AddInMemoryCollection(settings)
            .Build();
        var host = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(_clock)
            .AddRecordings(configuration)
            .BuildServiceProvider();
        _hosts.Add(host);
        return host.GetRequiredService<IRecordingVault>();
    }
}
