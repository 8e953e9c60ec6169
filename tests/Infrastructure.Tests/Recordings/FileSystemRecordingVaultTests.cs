using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using CallScript.Application.Recordings;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.Infrastructure.Recordings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Tests.Recordings;

public sealed class FileSystemRecordingVaultTests : IDisposable
{
    private static readonly OrganizationId Organization = new(Guid.Parse("0197a1b2-0000-7000-8000-000000000001"));
    private static readonly OrganizationId Other = new(Guid.Parse("0197a1b2-0000-7000-8000-000000000002"));

    private static readonly CallId Call = new(Guid.CreateVersion7(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)));

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("callscript-vault-");
    private readonly FileSystemRecordingVault _vault;

    public FileSystemRecordingVaultTests() => _vault = CreateVault();

    public void Dispose() => _root.Delete(recursive: true);

    public static TheoryData<byte[], string, string> Kinds => new()
    {
        { [.. "ID3"u8, 4, 0, 0, 0, 0, 0, 10, .. new byte[40]], "audio/mpeg", "mp3" },
        { [0xFF, 0xFB, 0x90, 0x64, .. new byte[40]], "audio/mpeg", "mp3" },
        { [0xFF, 0xE3, 0x18, 0xC4, .. new byte[40]], "audio/mpeg", "mp3" },
        { [.. "RIFF"u8, 0, 0, 0, 0, .. "WAVEfmt "u8], "audio/wav", "wav" },
        { [.. "fLaC"u8, .. new byte[40]], "audio/flac", "flac" },
        { [.. "OggS"u8, .. new byte[40]], "audio/ogg", "ogg" },
        { [0, 0, 0, 24, .. "ftypM4A "u8, .. new byte[40]], "audio/mp4", "m4a" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Store_WhateverKindOfAudio_TellsItByItsBytes(byte[] content, string mediaType, string extension)
    {
        var stored = (await StoreAsync(content)).Value;

        stored.MediaType.ShouldBe(mediaType);
        stored.ByteCount.ShouldBe(content.Length);
        stored.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(content)));
        stored.StorageKey.ShouldBe($"{Organization.Value}/2026/03/{Call.Value}-{stored.Sha256[..16]}.{extension}");
        (await ReadAsync(stored.StorageKey)).ShouldBe(content);
    }

    [Theory]
    [InlineData("<!doctype html><html></html>", "a web page or XML")]
    [InlineData("  \r\n<Error><Code>AccessDenied</Code></Error>", "a web page or XML")]
    [InlineData("{\"message\":\"expired\"}", "JSON")]
    [InlineData("RIFF....AVI LIST", "content of an unknown kind")]
    [InlineData("no audio at all, only text", "content of an unknown kind")]
    [InlineData("x", "content of an unknown kind")]
    public async Task Store_WhenItIsNoAudio_RefusesAndKeepsNothing(string content, string found)
    {
        (await StoreAsync(Encoding.ASCII.GetBytes(content))).Error.ShouldBe(RecordingErrors.NotAudio(found));
        Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task Store_WhenItIsUtf16Text_IsNotTakenForMpeg() =>
        (await StoreAsync([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("hello")])).Error!.Code.ShouldBe("recording_not_audio");

    [Fact]
    public async Task Store_WhenItIsEmpty_RefusesAndKeepsNothing()
    {
        (await StoreAsync([])).Error.ShouldBe(RecordingErrors.Empty);
        Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task Store_WhenItIsLargerThanTheLimit_RefusesAndKeepsNothing()
    {
        var vault = CreateVault(maxBytes: 300_000);

        (await StoreAsync(Audio(300_000), vault)).IsSuccess.ShouldBeTrue();
        (await StoreAsync(Audio(300_001), vault)).Error.ShouldBe(RecordingErrors.TooLarge(300_000));
        Files().Length.ShouldBe(1);
    }

    [Fact]
    public async Task Store_WhenTheStreamFails_ReturnsItsErrorAndKeepsNothing()
    {
        var error = RecordingErrors.Unreachable("broke off");
        await using var content = new InterruptedStream(Audio(500_000), () => throw new RecordingStreamException(error));

        (await _vault.StoreAsync(Organization, Call, content, TestContext.Current.CancellationToken)).Error.ShouldBe(error);
        Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task Store_WhenCancelled_KeepsNothing()
    {
        using var stop = new CancellationTokenSource();
        await using var content = new InterruptedStream(Audio(500_000), stop.Cancel);

        await Should.ThrowAsync<OperationCanceledException>(() => _vault.StoreAsync(Organization, Call, content, stop.Token));
        Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task Store_WhileItWrites_ShowsNothingUnderItsKey()
    {
        var content = Audio(500_000);
        string[]? seen = null;
        await using var stream = new InterruptedStream(content, () => seen = Files());

        await _vault.StoreAsync(Organization, Call, stream, TestContext.Current.CancellationToken);

        seen.ShouldHaveSingleItem().ShouldStartWith(".incoming");
        Files().ShouldHaveSingleItem().ShouldStartWith(Organization.Value.ToString());
    }

    [Fact]
    public async Task Store_WhenTheSameContentComesAgain_KeepsOneFile()
    {
        var first = await StoreAsync(Audio(1_000));
        var second = await StoreAsync(Audio(1_000));

        second.Value.ShouldBe(first.Value);
        Files().Length.ShouldBe(1);
    }

    [Fact]
    public async Task Store_WhenOtherContentComes_RemovesTheEarlierOneOnlyOnceItIsOld()
    {
        var first = (await StoreAsync(Audio(1_000))).Value;
        var second = (await StoreAsync(Audio(1_001))).Value;
        (await OpenAsync(Organization, first.StorageKey)).Value.Dispose();

        var old = TimeProvider.System.GetUtcNow().UtcDateTime - FileSystemRecordingVault.VersionGrace - TimeSpan.FromMinutes(1);
        File.SetLastWriteTimeUtc(Path.Combine(_root.FullName, first.StorageKey), old);
        var third = (await StoreAsync(Audio(1_002))).Value;

        (await OpenAsync(Organization, first.StorageKey)).Error.ShouldBe(RecordingErrors.Missing);
        (await ReadAsync(second.StorageKey)).Length.ShouldBe(1_001);
        (await ReadAsync(third.StorageKey)).Length.ShouldBe(1_002);
    }

    [Fact]
    public async Task Store_WhenReplacedWhileRead_LetsTheReaderFinish()
    {
        var stored = (await StoreAsync(Audio(400_000))).Value;
        await using var reader = (await OpenAsync(Organization, stored.StorageKey)).Value;
        await StoreAsync(Audio(400_000));

        using var bytes = new MemoryStream();
        await reader.CopyToAsync(bytes, TestContext.Current.CancellationToken);

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

    [Fact]
    public async Task Store_WhenTheCallsIdHoldsNoTime_StillHasAPlace()
    {
        var undated = new CallId(Guid.Parse("11111111-1111-4111-8111-111111111111"));
        using var content = new MemoryStream(Audio(100));
        var stored = (await _vault.StoreAsync(Organization, undated, content, TestContext.Current.CancellationToken)).Value;

        stored.StorageKey.ShouldStartWith($"{Organization.Value}/undated/");
        (await ReadAsync(stored.StorageKey)).Length.ShouldBe(100);
    }

    [Fact]
    public async Task Open_FromAnyPosition_Reads()
    {
        var content = Audio(10_000);
        var stored = (await StoreAsync(content)).Value;
        await using var stream = (await OpenAsync(Organization, stored.StorageKey)).Value;
        stream.CanSeek.ShouldBeTrue();
        stream.Position = 9_000;
        var tail = new byte[1_000];

        await stream.ReadExactlyAsync(tail, TestContext.Current.CancellationToken);

        tail.ShouldBe(content[9_000..]);
    }

    [Fact]
    public async Task Open_WithAnotherOrganizationsKey_FindsNothing()
    {
        var stored = (await StoreAsync(Audio(100))).Value;

        (await OpenAsync(Other, stored.StorageKey)).Error.ShouldBe(RecordingErrors.Missing);
        var used = await _vault.WithLocalFileAsync<string>(
            Other, stored.StorageKey, (path, _) => throw new InvalidOperationException(path), TestContext.Current.CancellationToken);
        used.Error.ShouldBe(RecordingErrors.Missing);
    }

    [Theory]
    [InlineData("../secret.mp3")]
    [InlineData("{org}/../{other}/2026/03/{file}")]
    [InlineData("{org}/2026/03/../../../{other}/2026/03/{file}")]
    [InlineData("{org}/2026/03//{file}")]
    [InlineData("/etc/passwd")]
    [InlineData("{org}/2026/03/{file}\n")]
    [InlineData("{org}\\2026\\03\\{file}")]
    [InlineData("{org}/2026/03/{file}/")]
    [InlineData(".incoming/x.part")]
    [InlineData("")]
    public async Task Open_WithAForgedKey_FindsNothing(string key)
    {
        var others = (await _vault.StoreAsync(Other, Call, new MemoryStream(Audio(100)), TestContext.Current.CancellationToken)).Value;
        await StoreAsync(Audio(100));
        var forged = key
            .Replace("{org}", Organization.Value.ToString(), StringComparison.Ordinal)
            .Replace("{other}", Other.Value.ToString(), StringComparison.Ordinal)
            .Replace("{file}", Path.GetFileName(others.StorageKey), StringComparison.Ordinal);

        (await OpenAsync(Organization, forged)).Error.ShouldBe(RecordingErrors.Missing);
    }

    [Fact]
    public async Task WithLocalFile_GivesTheFileAndTheActionsResult()
    {
        var stored = (await StoreAsync(Audio(100))).Value;

        var length = await _vault.WithLocalFileAsync(
            Organization,
            stored.StorageKey,
            (path, _) => Task.FromResult<Result<long>>(new FileInfo(path).Length),
            TestContext.Current.CancellationToken);

        length.Value.ShouldBe(100);
    }

    [Fact]
    public async Task Prepare_WhenAProcessDiedWhileStoring_RemovesItsLeftoversAndNoOthers()
    {
        var incoming = Directory.CreateDirectory(Path.Combine(_root.FullName, ".incoming"));
        var leftover = Path.Combine(incoming.FullName, "dead.part");
        await File.WriteAllBytesAsync(leftover, Audio(100), TestContext.Current.CancellationToken);
        // In the middle of this store another host starts on the same folder.
        await using var content = new InterruptedStream(Audio(500_000), () => CreateVault().Prepare());

        var stored = await _vault.StoreAsync(Organization, Call, content, TestContext.Current.CancellationToken);

        stored.IsSuccess.ShouldBeTrue();
        File.Exists(leftover).ShouldBeFalse();
        (await ReadAsync(stored.Value.StorageKey)).Length.ShouldBe(500_000);
    }

    [Fact]
    public async Task Store_WhenManyStoreTheSameCallAtOnce_KeepsOneWholeFile()
    {
        var content = Audio(300_000);
        var stored = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => StoreAsync(content))));

        stored.Select(result => result.Value).Distinct().ShouldHaveSingleItem();
        Files().Length.ShouldBe(1);
        (await ReadAsync(stored[0].Value.StorageKey)).ShouldBe(content);
    }

    [Fact]
    public async Task AddRecordings_WithoutAFolder_StopsTheHostWithAClearMessage()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddRecordings(builder.Configuration);
        using var host = builder.Build();

        var failure = await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

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

        await host.StartAsync(TestContext.Current.CancellationToken);

        Directory.Exists(folder).ShouldBeTrue();
        host.Services.GetRequiredService<IRecordingDownloader>().ShouldNotBeNull();
        host.Services.GetRequiredService<IOptions<RecordingDownloadOptions>>().Value.AllowedHosts.ShouldBe(["ringba.com"]);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private FileSystemRecordingVault CreateVault(long maxBytes = 100_000_000) => new(
        Options.Create(new VaultOptions { Directory = _root.FullName, MaxBytes = maxBytes }),
        TimeProvider.System,
        NullLogger<FileSystemRecordingVault>.Instance);

    private Task<Result<Domain.Recordings.StoredRecording>> StoreAsync(byte[] content, FileSystemRecordingVault? vault = null) =>
        (vault ?? _vault).StoreAsync(Organization, Call, new MemoryStream(content), TestContext.Current.CancellationToken);

    private Task<Result<Stream>> OpenAsync(OrganizationId organizationId, string key) =>
        _vault.OpenAsync(organizationId, key, TestContext.Current.CancellationToken);

    private async Task<byte[]> ReadAsync(string key)
    {
        await using var stream = (await OpenAsync(Organization, key)).Value;
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }

    private string[] Files() => Directory.GetFiles(_root.FullName, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(_root.FullName, path)).ToArray();

    private static byte[] Audio(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        "ID3"u8.CopyTo(bytes);
        return bytes;
    }

    /// <summary>Gives half of its bytes, does something, and gives the rest.</summary>
    private sealed class InterruptedStream(byte[] content, Action halfway) : MemoryStream(content)
    {
        private bool _done;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!_done && Position >= Length / 2)
            {
                _done = true;
                halfway();
            }

            cancellationToken.ThrowIfCancellationRequested();
            return base.ReadAsync(buffer[..Math.Min(buffer.Length, 64 * 1024)], cancellationToken);
        }
    }
}
