using System.Diagnostics;
using System.Text;
using CallScript.Application.Recordings;
using CallScript.Application.Recordings.Folders;
using CallScript.Domain.Calls;
using CallScript.Domain.Campaigns;
using CallScript.Infrastructure.Recordings.Folders;
using CallScript.Infrastructure.Recordings.Native;
using CallScript.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Tests.Recordings;

/// <summary>Folders on the disk and calls in the database.</summary>
public sealed class WatchedFolderTests(InstallationFixture fixture) : IClassFixture<InstallationFixture>, IAsyncLifetime
{
    private const string Template = "{started_at:yyyyMMdd-HHmmss}_{caller}_{campaign}";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("callscript-watched-");
    private TestOrganization _organization = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _organization = await fixture.Installation.AddOrganizationAsync(Cancellation);

    public ValueTask DisposeAsync()
    {
        _directory.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Recording_NamedByTheTemplate_BecomesACallAndIsMoved()
    {
        Put("20261101-140000_2125550147_Medicare East.wav", Wav(1));

        await LookTwiceAsync(Folder(Template));

        var call = (await CallsAsync()).ShouldHaveSingleItem();
        call.StartedAt.ShouldBe(new DateTimeOffset(2026, 11, 1, 14, 0, 0, TimeSpan.Zero));
        call.CampaignName.ShouldBe("Medicare East");
        call.CallerHash.ShouldNotBeNull();
        Names().ShouldBe(["done/20261101-140000_2125550147_Medicare East.wav"]);
    }

    [Fact]
    public async Task Recording_WithoutAnythingSaidOfIt_StartsAtTheFilesTime()
    {
        Put("meeting.wav", Wav(2));
        var time = new DateTime(2026, 3, 2, 12, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(PathOf("meeting.wav"), time);

        await LookTwiceAsync(Folder(Template, Vertical.Solar));

        var call = (await CallsAsync()).ShouldHaveSingleItem();
        call.StartedAt.UtcDateTime.ShouldBe(time);
        call.Vertical.ShouldBe(Vertical.Solar);
        call.CallerHash.ShouldBeNull();
    }

    [Fact]
    public async Task Recording_ThatIsBeingWritten_WaitsUntilItIsWhole()
    {
        var (content, folder) = (Wav(3), Folder());
        Put("a.wav", content[..100]);
        await LookAsync(folder);
        Put("a.wav", content);

        await LookAsync(folder);
        (await CallsAsync()).ShouldBeEmpty();
        await LookAsync(folder);

        (await CallsAsync()).ShouldHaveSingleItem();
        (await ContentAsync()).ShouldBe(content);
    }

    [Fact]
    public async Task Recording_WhoseSideCarIsBeingWritten_WaitsForIt()
    {
        var folder = Folder();
        Put("a.wav", Wav(4));
        await LookAsync(folder);
        Put("a.json", """{"external_id":"C-4"}""");

        await LookAsync(folder);
        (await CallsAsync()).ShouldBeEmpty();
        await LookAsync(folder);

        (await CallsAsync()).ShouldHaveSingleItem().SourceCallId.ShouldBe("C-4");
    }

    [Fact]
    public async Task Entries_ThatAreNoFilesOfThisFolder_AreLeftAlone()
    {
        var outside = Path.Combine(Directory.CreateDirectory(PathOf("below")).FullName, "other.wav");
        File.WriteAllBytes(outside, Wav(5));
        File.CreateSymbolicLink(PathOf("link.wav"), outside);
        Directory.CreateSymbolicLink(PathOf("folder.wav"), PathOf("below"));
        using var pipe = Process.Start("mkfifo", [PathOf("pipe.wav")]);
        await pipe.WaitForExitAsync(Cancellation);
        Put(".hidden.wav", Wav(6));
        Put("upload.wav.part", Wav(7));
        Put("empty.wav", []);
        Put("lonely.json", "{}");

        await LookTwiceAsync(Folder());

        (await CallsAsync()).ShouldBeEmpty();
        Names().Count.ShouldBe(6);
        RegularFile.TryOpenRead(PathOf("link.wav")).ShouldBeNull();
        RegularFile.TryOpenRead(PathOf("pipe.wav")).ShouldBeNull();
        RegularFile.TryOpenRead(PathOf("below")).ShouldBeNull();
        RegularFile.TryOpenRead(PathOf("nothing")).ShouldBeNull();
    }

    [Fact]
    public async Task SideCar_AsALink_IsNotRead()
    {
        var outside = Path.Combine(Directory.CreateDirectory(PathOf("below")).FullName, "other.json");
        File.WriteAllText(outside, """{"external_id":"secret"}""");
        File.CreateSymbolicLink(PathOf("a.json"), outside);
        Put("a.wav", Wav(8));

        await LookTwiceAsync(Folder());

        (await CallsAsync()).ShouldHaveSingleItem().SourceCallId.ShouldStartWith("sha256:");
    }

    [Fact]
    public async Task SideCar_AsCsvWithQuotes_WinsOverTheTemplate()
    {
        Put("20261101-140000_2125550147_East.wav", Wav(9));
        Put("20261101-140000_2125550147_East.csv",
            "external_id,campaign,publisher,buyer,duration,revenue,payout,agent\r\nC-9,\"Debt, \"\"late\"\" shift\",North,Acme,61.5,30.5001,-2,Ann\r\n");

        await LookTwiceAsync(Folder(Template));

        var call = (await CallsAsync()).ShouldHaveSingleItem();
        call.SourceCallId.ShouldBe("C-9");
        call.CampaignName.ShouldBe("Debt, \"late\" shift");
        (call.PublisherName, call.BuyerName, call.DurationSeconds).ShouldBe(("North", "Acme", 61.5));
        (call.Revenue, call.Payout).ShouldBe((30.5001m, -2m));
        call.StartedAt.Hour.ShouldBe(14);
        Names().ShouldBe(["done/20261101-140000_2125550147_East.csv", "done/20261101-140000_2125550147_East.wav"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("""{"revenue":"30,50"}""", "revenue is no number")]
    [InlineData("""{"revenue":0.12345}""", "at most 4 decimals")]
    [InlineData("""{"started_at":"2999-01-01"}""", "cannot start in the future")]
    [InlineData("""{"duration":-1}""", "between 0 seconds and 7 days")]
    public async Task SideCar_ThatIsWrong_PutsBothAsideWithTheReason(string sideCar, string reason)
    {
        Put("a.wav", Wav(10));
        Put("a.json", sideCar);
        Put("b.wav", Wav(11));

        await LookTwiceAsync(Folder());

        (await CallsAsync()).ShouldHaveSingleItem();
        Names().ShouldBe(["done/b.wav", "failed/a.error.txt", "failed/a.json", "failed/a.wav"], ignoreOrder: true);
        (await File.ReadAllTextAsync(PathOf("failed/a.error.txt"), Cancellation)).ShouldContain(reason);
    }

    [Fact]
    public async Task Recordings_ThatCannotBeTold_ArePutAsideWithTheReason()
    {
        Put("page.wav", "<html>not audio</html>");
        Put("20269901-140000_1_x.wav", Wav(12));
        Put("two.wav", Wav(13));
        Put("two.mp3", Wav(14));
        Put("two.json", "{}");
        Put("both.wav", Wav(15));
        Put("both.json", "{}");
        Put("both.csv", "caller\n1");

        await LookTwiceAsync(Folder(Template));

        (await CallsAsync()).ShouldBeEmpty();
        Reason("page").ShouldContain("instead of audio");
        Reason("20269901-140000_1_x").ShouldContain("no such date");
        Reason("two").ShouldContain("share one side-car");
        Reason("both").ShouldContain("two side-cars");
        Names().ShouldAllBe(name => name.StartsWith("failed/", StringComparison.Ordinal));

        string Reason(string name) => File.ReadAllText(PathOf($"failed/{name}.error.txt"));
    }

    [Fact]
    public async Task Crash_BetweenImportAndMove_ChangesNothing()
    {
        var content = Wav(16);
        Put("a.wav", content);
        Put("a.csv", "external_id\nC-16");
        await fixture.Installation.SendAsync(
            _organization,
            new ImportWatchedFile(new MemoryStream(content), new RecordingDetails("a.wav", "C-16", null, null, null, null)), Cancellation);

        await LookTwiceAsync(Folder());

        (await CallsAsync()).ShouldHaveSingleItem();
        Names().ShouldBe(["done/a.csv", "done/a.wav"], ignoreOrder: true);
    }

    [Fact]
    public async Task Recording_PutThereTwice_IsOneCallAndLosesNoFile()
    {
        var folder = Folder();
        Put("a.wav", Wav(17));
        await LookTwiceAsync(folder);
        Put("a.wav", Wav(17));
        Put("b.wav", Wav(17));

        await LookTwiceAsync(folder);

        (await CallsAsync()).ShouldHaveSingleItem();
        Names().Count(name => name.StartsWith("done/", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public async Task Folder_WatchedByTwoProcesses_GivesEachRecordingOneCall()
    {
        for (var number = 0; number < 8; number++)
        {
            Put($"{number}.wav", Wav(100 + number));
            Put($"{number}.json", $$"""{"external_id":"C-{{number}}"}""");
        }

        var (one, other) = (Folder(), Folder());
        await Task.WhenAll(LookAsync(one), LookAsync(other));
        await Task.WhenAll(Task.Run(() => LookAsync(one), Cancellation), Task.Run(() => LookAsync(other), Cancellation));
        await LookTwiceAsync(one);

        (await CallsAsync()).Select(call => call.SourceCallId).Order().ShouldBe(Enumerable.Range(0, 8).Select(number => $"C-{number}"));
        Names().Count.ShouldBe(16);
        Names().ShouldAllBe(name => name.StartsWith("done/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Done_AsALink_IsNotFollowed()
    {
        var outside = Directory.CreateDirectory(PathOf("below"));
        Directory.CreateSymbolicLink(PathOf("done"), outside.FullName);
        Put("a.wav", Wav(18));

        await LookTwiceAsync(Folder());

        outside.EnumerateFileSystemInfos().ShouldBeEmpty();
        File.Exists(PathOf("a.wav")).ShouldBeTrue();
    }

    [Fact]
    public async Task Recording_ThatIsTooShortToJudge_IsSkippedByItsReport()
    {
        Put("a.wav", Wav(19));
        Put("a.json", """{"duration":2}""");

        await LookTwiceAsync(Folder());

        (await CallsAsync()).ShouldHaveSingleItem().SkipReason.ShouldBe(SkipReason.TooShort);
        await using var db = fixture.Installation.OwnerContext(_organization);
        (await db.WorkItems.CountAsync(item => item.OrganizationId == _organization.Id, Cancellation)).ShouldBe(0);
    }

    [Fact]
    public async Task CallersNumber_InAFilesName_ReachesNeitherAuditNorLog()
    {
        var log = new Lines();
        Put("20261101-140000_2125550147_East.wav", Wav(20));
        Put("20261101-140001_2125550147_East.wav", "<html>");
        Directory.CreateSymbolicLink(PathOf("done"), Directory.CreateDirectory(PathOf("below")).FullName);

        await LookTwiceAsync(Folder(Template, log: log));

        await using var db = fixture.Installation.OwnerContext(_organization);
        var audit = await db.Database.SqlQuery<string>(
            $"select after::text as \"Value\" from audit_entries where org_id = {_organization.Id.Value} and after is not null").ToListAsync(Cancellation);
        audit.ShouldContain(entry => entry.Contains("0147", StringComparison.Ordinal));
        audit.ShouldAllBe(entry => !entry.Contains("5550147", StringComparison.Ordinal));
        log.Text.ShouldContain("could not be taken in");
        log.Text.ShouldNotContain("5550147");
    }

    [Theory]
    [InlineData("Template", "{caller}{campaign}", "WatchedFolders:0:Template '{caller}{campaign}' cannot be used. Nothing separates 'caller'")]
    [InlineData("Path", "in", "WatchedFolders:0:Path must be an absolute path.")]
    [InlineData("Organization", "", "WatchedFolders:0:Organization must be the slug")]
    [InlineData("Interval", "00:00:00", "WatchedFolders:0:Interval must be between")]
    public void Settings_ThatAreWrong_EndTheStartWithTheReason(string setting, string value, string reason)
    {
        var settings = new Dictionary<string, string?>
        {
            ["WatchedFolders:0:Organization"] = "demo",
            ["WatchedFolders:0:Path"] = _directory.FullName,
            [$"WatchedFolders:0:{setting}"] = value,
        };

        var services = new ServiceCollection().AddWatchedFolders(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());

        using var provider = services.BuildServiceProvider();
        Should.Throw<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate()).Message.ShouldContain(reason);
    }

    private WatchedFolder Folder(string template = "", Vertical? vertical = null, ILogger<WatchedFolder>? log = null) => new(
        new DirectoryPlace(_directory.FullName),
        new WatchedFolderOptions { Path = _directory.FullName, Template = template, Vertical = vertical },
        fixture.Installation.App.GetRequiredService<IServiceScopeFactory>(), TimeProvider.System, log ?? NullLogger<WatchedFolder>.Instance);

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

    private async Task<byte[]> ContentAsync()
    {
        await using var db = fixture.Installation.OwnerContext(_organization);
        var key = await db.Recordings.Select(row => row.StorageKey).SingleAsync(Cancellation);
        return await File.ReadAllBytesAsync(Path.Combine(fixture.Installation.VaultDirectory, key), Cancellation);
    }

    private void Put(string name, string content) => Put(name, Encoding.UTF8.GetBytes(content));

    private void Put(string name, byte[] content) => File.WriteAllBytes(PathOf(name), content);

    private string PathOf(string name) => Path.Combine(_directory.FullName, name);

    private List<string> Names() =>
        [.. Directory.EnumerateFiles(_directory.FullName, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Select(file => Path.GetRelativePath(_directory.FullName, file))];

    private static byte[] Wav(int seed)
    {
        var samples = new byte[1_600];
        new Random(seed).NextBytes(samples);
        return [.. "RIFF"u8, .. BitConverter.GetBytes(36 + samples.Length), .. "WAVEfmt "u8, .. BitConverter.GetBytes(16),
            1, 0, 1, 0, .. BitConverter.GetBytes(8_000), .. BitConverter.GetBytes(16_000), 2, 0, 16, 0,
            .. "data"u8, .. BitConverter.GetBytes(samples.Length), .. samples];
    }

    private sealed class Lines : ILogger<WatchedFolder>
    {
        private readonly StringBuilder _text = new();

        public string Text => _text.ToString();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _text.AppendLine(formatter(state, exception)).AppendLine(exception?.ToString());
    }
}
