using System.Runtime.Versioning;
using CallScript.Application.Recordings;
using CallScript.Infrastructure.Recordings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Tests.Recordings;

public sealed class FileSystemRecordingVaultTests : RecordingVaultContract, IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("callscript-vault-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task Store_WhileItWrites_ShowsNothingUnderItsKey()
    {
        var content = Audio(500_000);
        string[]? seen = null;
        await using var stream = new InterruptedStream(content, () => seen = Files());

        await Vault().StoreAsync(Organization, stream, Cancellation);

        seen.ShouldHaveSingleItem().ShouldStartWith(".incoming");
        Files().ShouldHaveSingleItem().ShouldStartWith(Organization.Value.ToString());
    }

    [Fact]
    public async Task Store_WhenReplacedWhileRead_LetsTheReaderFinish()
    {
        var stored = (await StoreAsync(Audio(400_000))).Value;
        await using var reader = (await OpenAsync(Organization, stored.StorageKey)).Value;
        await StoreAsync(Audio(400_000));

        using var bytes = new MemoryStream();
        await reader.CopyToAsync(bytes, Cancellation);

        bytes.ToArray().ShouldBe(Audio(400_000));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Store_OnUnix_LetsOnlyTheOwnerRead()
    {
        var stored = (await StoreAsync(Audio(100))).Value;
        var path = Path.Combine(_root.FullName, stored.StorageKey);

        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(Path.GetDirectoryName(path)!)
            .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Theory]
    [InlineData("2026/03")]
    [InlineData("undated")]
    public async Task Open_WithAKeyOfEarlierVersions_ReadsItAsBefore(string folder)
    {
        var key = $"{Organization.Value}/{folder}/{Guid.CreateVersion7()}-0123456789abcdef.mp3";
        var path = Path.Combine(_root.FullName, key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, Audio(1_000), Cancellation);

        (await ReadAsync(key)).ShouldBe(Audio(1_000));
        (await OpenAsync(Other, key)).Error.ShouldBe(RecordingErrors.Missing);
        await Vault().DeleteAsync(Organization, key, Cancellation);
        Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task Prepare_WhenAProcessDiedWhileStoring_RemovesItsLeftoversAndNoOthers()
    {
        var incoming = Directory.CreateDirectory(Path.Combine(_root.FullName, ".incoming"));
        var leftover = Path.Combine(incoming.FullName, "dead.part");
        await File.WriteAllBytesAsync(leftover, Audio(100), Cancellation);
        // In the middle of this store another host starts on the same folder.
        await using var content = new InterruptedStream(Audio(500_000), () => Vault().PrepareAsync(Cancellation).GetAwaiter().GetResult());

        var stored = await Vault().StoreAsync(Organization, content, Cancellation);

        stored.IsSuccess.ShouldBeTrue();
        File.Exists(leftover).ShouldBeFalse();
        (await ReadAsync(stored.Value.StorageKey)).Length.ShouldBe(500_000);
    }

    [Fact]
    public async Task AddRecordings_WithoutAFolder_StopsTheHostWithAClearMessage()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddRecordings(builder.Configuration);
        using var host = builder.Build();

        var failure = await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));

        failure.Message.ShouldContain("Vault:Directory");
    }

    [Fact]
    public async Task AddRecordings_WithAFolder_MakesItAtStart()
    {
        var folder = Path.Combine(_root.FullName, "new", "vault");
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Vault:Directory"] = folder,
            ["RecordingDownload:AllowedHosts:0"] = "ringba.com",
        });
        builder.Services.AddRecordings(builder.Configuration);
        using var host = builder.Build();

        await host.StartAsync(Cancellation);

        Directory.Exists(folder).ShouldBeTrue();
        host.Services.GetRequiredService<IRecordingDownloader>().ShouldNotBeNull();
        host.Services.GetRequiredService<IOptions<RecordingDownloadOptions>>().Value.AllowedHosts.ShouldBe(["ringba.com"]);
        await host.StopAsync(Cancellation);
    }

    private protected override IRecordingVault CreateVault(long maxBytes = 100_000_000) => Vault(maxBytes);

    private protected override Task<IReadOnlyList<string>> ObjectsAsync() => Task.FromResult<IReadOnlyList<string>>(Files());

    private FileSystemRecordingVault Vault(long maxBytes = 100_000_000) => new(
        Options.Create(new VaultOptions { Directory = _root.FullName, MaxBytes = maxBytes }),
        NullLogger<FileSystemRecordingVault>.Instance);

    private string[] Files() => Directory.GetFiles(_root.FullName, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(_root.FullName, path).Replace(Path.DirectorySeparatorChar, '/')).ToArray();
}
