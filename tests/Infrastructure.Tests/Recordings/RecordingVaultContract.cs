using System.Security.Cryptography;
using System.Text;
using CallScript.Application.Recordings;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.Domain.Recordings;

namespace CallScript.Infrastructure.Tests.Recordings;

/// <summary>What every store of the vault does, whatever it keeps the objects in.</summary>
public abstract class RecordingVaultContract
{
    private protected static readonly OrganizationId Organization = new(Guid.CreateVersion7());
    private protected static readonly OrganizationId Other = new(Guid.CreateVersion7());

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

    /// <summary>Sizes around those that a store treats differently.</summary>
    public static TheoryData<int> Sizes => [1_000, 8 * 1024 * 1024 - 1, 8 * 1024 * 1024, 8 * 1024 * 1024 + 1, 20_000_000];

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract IRecordingVault CreateVault(long maxBytes = 100_000_000);

    /// <summary>Everything that lies in the store, also what is not finished.</summary>
    private protected abstract Task<IReadOnlyList<string>> ObjectsAsync();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Store_WhateverKindOfAudio_TellsItByItsBytes(byte[] content, string mediaType, string extension)
    {
        var stored = (await StoreAsync(content)).Value;

        stored.MediaType.ShouldBe(mediaType);
        stored.ByteCount.ShouldBe(content.Length);
        stored.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(content)));
        stored.StorageKey.ShouldBe($"{Organization.Value}/sha256/{stored.Sha256[..2]}/{stored.Sha256}.{extension}");
        (await ReadAsync(stored.StorageKey)).ShouldBe(content);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Store_OfAnySize_KeepsEveryByteAndNothingElse(int length)
    {
        var content = Audio(length);

        var stored = (await StoreAsync(content)).Value;

        (stored.Sha256, stored.ByteCount).ShouldBe((Convert.ToHexStringLower(SHA256.HashData(content)), length));
        Convert.ToHexStringLower(SHA256.HashData(await ReadAsync(stored.StorageKey))).ShouldBe(stored.Sha256);
        (await ObjectsAsync()).ShouldBe([stored.StorageKey]);
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
        (await ObjectsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Store_WhenItIsUtf16Text_IsNotTakenForMpeg() =>
        (await StoreAsync([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("hello")])).Error!.Code.ShouldBe("recording_not_audio");

    [Fact]
    public async Task Store_WhenItIsEmpty_RefusesAndKeepsNothing()
    {
        (await StoreAsync([])).Error.ShouldBe(RecordingErrors.Empty);
        (await ObjectsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(300_000)]
    [InlineData(18_000_000)]
    public async Task Store_WhenItIsLargerThanTheLimit_RefusesAndKeepsNothing(int limit)
    {
        var vault = CreateVault(maxBytes: limit);

        (await StoreAsync(Audio(limit + 1), vault)).Error.ShouldBe(RecordingErrors.TooLarge(limit));
        (await ObjectsAsync()).ShouldBeEmpty();
        (await StoreAsync(Audio(limit), vault)).IsSuccess.ShouldBeTrue();
        (await ObjectsAsync()).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(500_000)]
    [InlineData(40_000_000)]
    public async Task Store_WhenTheStreamFails_ReturnsItsErrorAndKeepsNothing(int length)
    {
        var error = RecordingErrors.Unreachable("broke off");
        await using var content = new InterruptedStream(Audio(length), () => throw new RecordingStreamException(error));

        (await CreateVault().StoreAsync(Organization, content, Cancellation)).Error.ShouldBe(error);
        (await ObjectsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(500_000)]
    [InlineData(40_000_000)]
    public async Task Store_WhenCancelled_KeepsNothing(int length)
    {
        using var stop = new CancellationTokenSource();
        await using var content = new InterruptedStream(Audio(length), stop.Cancel);

        await Should.ThrowAsync<OperationCanceledException>(() => CreateVault().StoreAsync(Organization, content, stop.Token));
        (await ObjectsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Store_OfTheSameContentTwice_KeepsOneObject()
    {
        var first = await StoreAsync(Audio(1_000));
        var second = await StoreAsync(Audio(1_000));

        second.Value.ShouldBe(first.Value);
        (await ObjectsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Store_OfTheSameContentByTwoOrganizations_KeepsOneForEach()
    {
        var own = (await StoreAsync(Audio(1_000))).Value;
        using var content = new MemoryStream(Audio(1_000));
        var others = (await CreateVault().StoreAsync(Other, content, Cancellation)).Value;

        others.Sha256.ShouldBe(own.Sha256);
        others.StorageKey.ShouldNotBe(own.StorageKey);
        (await ListAsync(Organization)).ShouldBe([(own.StorageKey, 1_000)]);
        (await ListAsync(Other)).ShouldBe([(others.StorageKey, 1_000)]);
    }

    [Fact]
    public async Task Store_WhenManyStoreTheSameAtOnce_KeepsOneWholeObject()
    {
        var content = Audio(300_000);
        var stored = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => StoreAsync(content))));

        stored.Select(result => result.Value).Distinct().ShouldHaveSingleItem();
        (await ObjectsAsync()).Count.ShouldBe(1);
        (await ReadAsync(stored[0].Value.StorageKey)).ShouldBe(content);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(20_000_000)]
    public async Task StoreCopy_OfARecording_LiesBesideItAndIsReplaced(int length)
    {
        var vault = CreateVault();
        var key = (await StoreAsync(Audio(100))).Value.StorageKey;
        await vault.StoreCopyAsync(Organization, key, new MemoryStream(Audio(length + 1)), Cancellation);

        var copy = (await vault.StoreCopyAsync(Organization, key, new MemoryStream(Audio(length)), Cancellation)).Value;

        copy.StorageKey.ShouldBe(StorageKey.OfCopy(key));
        StorageKey.OfOriginal(copy.StorageKey).ShouldBe(key);
        (await ReadAsync(copy.StorageKey)).ShouldBe(Audio(length));
        (await ReadAsync(key)).ShouldBe(Audio(100));
        (await ObjectsAsync()).ShouldBe([key, copy.StorageKey], ignoreOrder: true);
        (await vault.StoreCopyAsync(Other, key, new MemoryStream(Audio(100)), Cancellation)).Error.ShouldBe(RecordingErrors.Missing);
        await vault.DeleteAsync(Organization, copy.StorageKey, Cancellation);
        (await ObjectsAsync()).ShouldBe([key]);
    }

    [Fact]
    public async Task Delete_OfAnObject_RemovesItAndNothingElse()
    {
        var vault = CreateVault();
        var gone = (await StoreAsync(Audio(1_000))).Value.StorageKey;
        var kept = (await StoreAsync(Audio(1_001))).Value.StorageKey;

        await vault.DeleteAsync(Other, kept, Cancellation);
        await vault.DeleteAsync(Organization, gone, Cancellation);
        await vault.DeleteAsync(Organization, gone, Cancellation);

        (await vault.ExistsAsync(Organization, gone, Cancellation)).ShouldBeFalse();
        (await vault.ExistsAsync(Organization, kept, Cancellation)).ShouldBeTrue();
        (await vault.ExistsAsync(Other, kept, Cancellation)).ShouldBeFalse();
        (await OpenAsync(Organization, gone)).Error.ShouldBe(RecordingErrors.Missing);
        (await ObjectsAsync()).ShouldBe([kept]);
    }

    [Fact]
    public async Task Open_FromAnyPosition_Reads()
    {
        var content = Audio(300_000);
        var stored = (await StoreAsync(content)).Value;
        await using var stream = (await OpenAsync(Organization, stored.StorageKey)).Value;
        stream.CanSeek.ShouldBeTrue();
        stream.Length.ShouldBe(300_000);
        foreach (var position in (int[])[299_000, 10, 150_000])
        {
            stream.Position = position;
            var part = new byte[1_000];

            await stream.ReadExactlyAsync(part, Cancellation);

            part.ShouldBe(content[position..(position + 1_000)]);
        }

        stream.Seek(0, SeekOrigin.End);
        (await stream.ReadAsync(new byte[10], Cancellation)).ShouldBe(0);
    }

    [Fact]
    public async Task Open_WithAnotherOrganizationsKey_FindsNothing()
    {
        var stored = (await StoreAsync(Audio(100))).Value;

        (await OpenAsync(Other, stored.StorageKey)).Error.ShouldBe(RecordingErrors.Missing);
        var used = await CreateVault().WithLocalFileAsync<string>(
            Other, stored.StorageKey, (path, _) => throw new InvalidOperationException(path), Cancellation);
        used.Error.ShouldBe(RecordingErrors.Missing);
    }

    [Theory]
    [InlineData("../secret.mp3")]
    [InlineData("{org}/../{other}/sha256/{folder}/{file}")]
    [InlineData("{org}/sha256/../../{other}/sha256/{folder}/{file}")]
    [InlineData("{org}/sha256//{file}")]
    [InlineData("/etc/passwd")]
    [InlineData("{org}/sha256/{folder}/{file}\n")]
    [InlineData("{org}\\sha256\\{folder}\\{file}")]
    [InlineData("{org}/sha256/{folder}/{file}/")]
    [InlineData(".incoming/x.part")]
    [InlineData("")]
    public async Task Open_WithAForgedKey_FindsNothing(string key)
    {
        using var content = new MemoryStream(Audio(100));
        var others = (await CreateVault().StoreAsync(Other, content, Cancellation)).Value;
        await StoreAsync(Audio(100));
        var forged = key
            .Replace("{org}", Organization.Value.ToString(), StringComparison.Ordinal)
            .Replace("{other}", Other.Value.ToString(), StringComparison.Ordinal)
            .Replace("{folder}", others.Sha256[..2], StringComparison.Ordinal)
            .Replace("{file}", Path.GetFileName(others.StorageKey), StringComparison.Ordinal);

        (await OpenAsync(Organization, forged)).Error.ShouldBe(RecordingErrors.Missing);
    }

    [Fact]
    public async Task WithLocalFile_GivesTheFileAndTheActionsResult()
    {
        var content = Audio(100);
        var stored = (await StoreAsync(content)).Value;
        string? used = null;

        var bytes = await CreateVault().WithLocalFileAsync(
            Organization,
            stored.StorageKey,
            async (path, cancellationToken) =>
            {
                used = path;
                return Result<byte[]>.Of(await File.ReadAllBytesAsync(path, cancellationToken));
            },
            Cancellation);

        bytes.Value.ShouldBe(content);
        // What is not the store's own file does not stay behind.
        (File.Exists(used) && !await IsOwnFileAsync(used!)).ShouldBeFalse();
    }

    [Fact]
    public async Task List_OfAnOrganization_TellsSizeAndTime()
    {
        var before = TimeProvider.System.GetUtcNow().AddMinutes(-1);
        var keys = new HashSet<string>();
        for (var length = 100; length < 105; length++)
        {
            keys.Add((await StoreAsync(Audio(length))).Value.StorageKey);
        }

        var listed = new List<VaultObject>();
        await foreach (var entry in CreateVault().ListAsync(Organization, Cancellation))
        {
            listed.Add(entry);
        }

        listed.Select(entry => entry.StorageKey).ShouldBe(keys, ignoreOrder: true);
        listed.Sum(entry => entry.ByteCount).ShouldBe(510);
        listed.ShouldAllBe(entry => entry.ModifiedAt > before);
        (await ListAsync(Other)).ShouldBeEmpty();
    }

    private protected Task<Result<StoredRecording>> StoreAsync(byte[] content, IRecordingVault? vault = null) =>
        (vault ?? CreateVault()).StoreAsync(Organization, new MemoryStream(content), Cancellation);

    private protected Task<Result<Stream>> OpenAsync(OrganizationId organizationId, string key) =>
        CreateVault().OpenAsync(organizationId, key, Cancellation);

    private protected async Task<byte[]> ReadAsync(string key)
    {
        await using var stream = (await OpenAsync(Organization, key)).Value;
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Cancellation);
        return bytes.ToArray();
    }

    private protected static byte[] Audio(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        "ID3"u8.CopyTo(bytes);
        return bytes;
    }

    private async Task<List<(string, long)>> ListAsync(OrganizationId organizationId)
    {
        var listed = new List<(string, long)>();
        await foreach (var entry in CreateVault().ListAsync(organizationId, Cancellation))
        {
            listed.Add((entry.StorageKey, entry.ByteCount));
        }

        return listed;
    }

    private async Task<bool> IsOwnFileAsync(string path) =>
        (await ObjectsAsync()).Any(key => path.EndsWith(key.Replace('/', Path.DirectorySeparatorChar), StringComparison.Ordinal));

    /// <summary>Gives half of its bytes, does something, and gives the rest.</summary>
    private protected sealed class InterruptedStream(byte[] content, Action halfway) : MemoryStream(content)
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
