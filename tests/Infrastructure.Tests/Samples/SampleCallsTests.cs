using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using CallScript.Application.Ingest;
using CallScript.Application.Integrations.Ringba;
using CallScript.Application.Recordings;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.Infrastructure.Integrations.Ringba;
using CallScript.Infrastructure.Recordings;
using CallScript.RingbaSimulator;
using CallScript.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Infrastructure.Tests.Samples;

/// <summary>Holds the sample calls to what their truth files say of them.</summary>
public sealed class SampleCallsTests
{
    private const int SampleRate = 8000;

    private static readonly string[] Slugs =
    [
        "recording_disclosure", "agent_identification", "do_not_call_request", "do_not_call_ignored", "sensitive_data_request",
        "sensitive_data_spoken", "abusive_language", "caller_distress", "pressure_tactics", "government_impersonation",
        "guaranteed_outcome", "incentive_offer", "coached_caller", "no_caller_intent", "voicemail_or_ivr", "dead_air",
        "caller_is_minor", "cms_disclaimer", "free_benefit_claim", "subsidy_misstatement", "free_solar_claim", "upfront_fee",
        "credit_impact_disclosure", "legal_advice", "unlicensed_quote",
    ];

    public static TheoryData<string> Names =>
    [
        .. Directory.EnumerateFiles(CallsFolder, "*.json")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Order(StringComparer.Ordinal),
    ];

    private static string SamplesFolder => Repository.PathTo("samples");

    private static string CallsFolder => Path.Combine(SamplesFolder, "calls");

    [Theory]
    [MemberData(nameof(Names))]
    public void Truth_OfEachSample_IsConsistent(string name)
    {
        var truth = Read(name);

        truth.Name.ShouldBe(name);
        File.Exists(Path.Combine(CallsFolder, truth.File)).ShouldBeTrue();
        truth.DurationSeconds.ShouldBeInRange(30, 180);
        truth.Expected.Status.ShouldBe(
            truth.Expected.FailureCategory is not null ? "failed" : truth.Expected.Flags.Count > 0 ? "flagged" : "safe");
        VerticalGuess.FromName(truth.Ringba.CampaignName).ToString()
            .ShouldBe(truth.Vertical.Replace("_", "", StringComparison.Ordinal), StringCompareShould.IgnoreCase);
        truth.Ringba.CallerNumber.ShouldMatch(@"^\+1[0-9]{3}55501[0-9]{2}$");
        truth.Expected.Flags.ShouldAllBe(flag => Slugs.Contains(flag.Slug));
        truth.Expected.Flags.Select(flag => flag.Slug).ShouldBeUnique();
        foreach (var flag in truth.Expected.Flags.Where(flag => flag.Segment is not null))
        {
            var line = truth.Lines[flag.Segment!.Value];
            flag.Start!.Value.ShouldBeInRange(line.Start, line.End);
            flag.End!.Value.ShouldBeInRange(flag.Start.Value, line.End);
        }

        var heard = 0.0;
        foreach (var line in truth.Lines)
        {
            line.Start.ShouldBeGreaterThanOrEqualTo(heard);
            line.End.ShouldBeInRange(line.Start, truth.DurationSeconds);
            string.Join(' ', line.Words.Select(word => word.Text)).ShouldBe(line.Text);
            line.Words.SelectMany(word => new[] { word.Start, word.End }).ShouldBeInOrder();
            heard = line.End;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Recording_OfEachSample_SoundsAsItsTruthSays(string name)
    {
        var truth = Read(name);
        var samples = await DecodeAsync(Path.Combine(CallsFolder, truth.File));
        if (truth.Expected.FailureCategory is not null)
        {
            samples.ShouldBeNull();
            return;
        }

        samples.ShouldNotBeNull();
        ((double)samples.Length / truth.Channels / SampleRate).ShouldBe(truth.DurationSeconds, tolerance: 0.05);
        if (truth.Lines.Count == 0)
        {
            samples.ShouldAllBe(sample => sample == 0);
            return;
        }

        Peak(samples).ShouldBeInRange(0.3, 0.95);
        var before = 0.0;
        foreach (var line in truth.Lines)
        {
            Level(samples, truth.Channels, line.Channel, line.Start, line.End).ShouldBeInRange(-26, -17);
            if (truth.Layout == "stereo")
            {
                Level(samples, truth.Channels, 1 - line.Channel, line.Start, line.End).ShouldBeLessThan(-55);
            }

            if (truth.Vertical != "home_services" || line.Start - before < 2)
            {
                // A tenth of a second is left to the decay of the voice; the voicemail's tone is the one other sound.
                Level(samples, truth.Channels, line.Channel, before + 0.1, line.Start - 0.1).ShouldBeLessThan(-50);
            }

            before = line.End;
        }

        var equal = truth.Channels == 2 && samples.Chunk(2).All(frame => frame[0] == frame[1]);
        equal.ShouldBe(truth.Layout == "dual_mono");
    }

    [Fact]
    public async Task Samples_ReadThroughTheSimulator_ArriveWholeInTheVault()
    {
        var root = Directory.CreateTempSubdirectory("callscript-samples-");
        await using var ringba = await RingbaSimulatorServer.StartAsync(
            new RingbaSimulatorOptions { SamplesFolder = SamplesFolder, ServeSamples = true }, TestContext.Current.CancellationToken);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Vault:Directory"] = root.FullName,
            ["Outbound:TrustedOrigins:0"] = ringba.ApiAddress.GetLeftPart(UriPartial.Authority),
        }).Build();
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddRingba(configuration)
            .AddRecordings(configuration)
            .BuildServiceProvider();
        var now = TimeProvider.System.GetUtcNow();
        var account = new RingbaAccount(ringba.ApiAddress, ringba.AccountId, ringba.Token);

        var calls = new List<SourceCall>();
        await foreach (var page in services.GetRequiredService<IRingbaClient>().ReadCallsAsync(
            account, now.AddHours(-24), now, TestContext.Current.CancellationToken))
        {
            calls.AddRange(page.Value);
        }

        calls.Count.ShouldBe(Names.Count);
        foreach (var call in calls)
        {
            var stored = await StoreAsync(services, call.Recording!);
            stored.Sha256.ShouldBeOneOf(Hashes());
        }

        root.Delete(recursive: true);
    }

    private static async Task<Domain.Recordings.StoredRecording> StoreAsync(ServiceProvider services, Uri address)
    {
        var opened = await services.GetRequiredService<IRecordingDownloader>().OpenAsync(address, token: null, TestContext.Current.CancellationToken);
        await using var content = opened.Value;
        var stored = await services.GetRequiredService<IRecordingVault>().StoreAsync(
            TimeProvider.System.NewId<OrganizationId>(),
            content,
            TestContext.Current.CancellationToken);
        return stored.Value;
    }

    private static string[] Hashes() =>
    [
        .. Directory.EnumerateFiles(CallsFolder).Where(path => !path.EndsWith(".json", StringComparison.Ordinal))
            .Select(path => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))),
    ];

    private static double Peak(short[] samples) => samples.Max(sample => Math.Abs((int)sample)) / 32768.0;

    /// <summary>Root mean square of a stretch of one channel in dB below full scale.</summary>
    private static double Level(short[] samples, int channels, int channel, double start, double end)
    {
        double energy = 0;
        var (first, last) = ((int)(start * SampleRate), (int)(end * SampleRate));
        for (var frame = first; frame < last; frame++)
        {
            var sample = samples[(frame * channels) + channel] / 32768.0;
            energy += sample * sample;
        }

        return last <= first ? double.NegativeInfinity : 10 * Math.Log10((energy / (last - first)) + 1e-12);
    }

    /// <returns>Interleaved samples at the file's own rate, or null when ffmpeg cannot decode it.</returns>
    private static async Task<short[]?> DecodeAsync(string path)
    {
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "quiet", "-i", path, "-f", "s16le", "-"])
        {
            RedirectStandardOutput = true,
        })!;
        using var output = new MemoryStream();
        await ffmpeg.StandardOutput.BaseStream.CopyToAsync(output, TestContext.Current.CancellationToken);
        await ffmpeg.WaitForExitAsync(TestContext.Current.CancellationToken);
        return ffmpeg.ExitCode == 0 ? MemoryMarshal.Cast<byte, short>(output.ToArray()).ToArray() : null;
    }

    private static Truth Read(string name) =>
        JsonSerializer.Deserialize<Truth>(File.ReadAllText(Path.Combine(CallsFolder, $"{name}.json")), JsonSerializerOptions.Web)!;

    private sealed record Truth(
        string Name,
        string File,
        string Vertical,
        double DurationSeconds,
        int Channels,
        string Layout,
        ExpectedOutcome Expected,
        SampleRingbaFacts Ringba,
        IReadOnlyList<Line> Lines);

    private sealed record ExpectedOutcome(string Status, string? FailureCategory, IReadOnlyList<ExpectedFlag> Flags);

    private sealed record ExpectedFlag(string Slug, int? Segment, double? Start, double? End);

    private sealed record Line(string Speaker, int Channel, double Start, double End, string Text, IReadOnlyList<SpokenWord> Words);

    private sealed record SpokenWord(string Text, double Start, double End);
}
