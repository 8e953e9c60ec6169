using System.Runtime.Versioning;
using CallScript.Application.Transcription;
using CallScript.Domain.Recordings;
using CallScript.Infrastructure.Speech.Audio;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Infrastructure.Tests.Speech;

[Collection(SpeechEngineGroup.Name)]
[SupportedOSPlatform("linux")]
public sealed class AudioTests(SpeechFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Probe_WhenTheFileIsStereo_MeasuresLengthAndWaveformOfEachChannel()
    {
        var path = fixture.Wav("probe.wav", [.. TestAudio.Silence(2), .. TestAudio.Noise(2, 0.5)], TestAudio.Noise(4, 0.25, 2));

        var profile = (await fixture.Probe.ProbeAsync(path, Cancel)).Value;

        (profile.DurationSeconds, profile.Channels, profile.Layout).ShouldBe((4, 2, ChannelLayout.Stereo));
        profile.Peaks.Length.ShouldBe(400 * 2);
        profile.Peaks[0].ShouldBe((byte)0);
        profile.Peaks[1].ShouldBeInRange((byte)55, (byte)64);
        profile.Peaks[^2].ShouldBeInRange((byte)110, (byte)128);
    }

    [Fact]
    public async Task Probe_WhenTheRecordingIsLong_GathersAThousandSlices()
    {
        var path = fixture.Wav("long.wav", TestAudio.Silence(25));
        (await fixture.Probe.ProbeAsync(path, Cancel)).Value.ShouldSatisfyAllConditions(
            profile => profile.Peaks.Length.ShouldBe(1000),
            profile => profile.DurationSeconds.ShouldBe(25),
            profile => profile.Layout.ShouldBe(ChannelLayout.Mono));
    }

    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(160, 0.3, true)]
    [InlineData(-200, -2, true)]
    public void DualMono_WhenTheSameSoundIsLaterOrQuieter_IsStillTheSame(int lag, double gain, bool expected)
    {
        var sound = TestAudio.Speak("slt", "Nothing has changed in my house, I normally pay around ninety dollars.");
        var detector = new DualMonoDetector();
        var noise = TestAudio.Noise(10, 0.001);
        for (var i = 200; i < sound.Length - 200; i++)
        {
            detector.Add(sound[i], (float)((gain * sound[i + lag]) + noise[i]));
        }

        detector.Finish();
        detector.IsDualMono.ShouldBe(expected);
    }

    [Fact]
    public void DualMono_WhenALoudPartyLeaksOverAQuietAnswer_IsNotTheSame()
    {
        var monologue = TestAudio.Speak("slt", "Nothing has changed in my house, I normally pay ninety dollars, and so I do not see why.");
        var answer = TestAudio.Speak("rms", "I see.");
        var detector = new DualMonoDetector();
        for (var i = 0; i < monologue.Length + answer.Length; i++)
        {
            var loud = i < monologue.Length ? monologue[i] : 0;
            detector.Add(loud, (0.3f * loud) + (i < monologue.Length ? 0 : 0.2f * answer[i - monologue.Length]));
        }

        detector.Finish();
        detector.IsDualMono.ShouldBeFalse();
    }

    [Fact]
    public void DualMono_WhenBothAreSilent_IsNotClaimed()
    {
        var detector = new DualMonoDetector();
        for (var i = 0; i < 32_000; i++)
        {
            detector.Add(0, 0);
        }

        detector.Finish();
        detector.IsDualMono.ShouldBeFalse();
    }

    [Fact]
    public async Task Probe_WhenOneChannelIsDead_TakesTheRecordingForMono()
    {
        var path = fixture.Wav("dead.wav", TestAudio.Silence(3), TestAudio.Noise(3, 0.2));
        (await fixture.Probe.ProbeAsync(path, Cancel)).Value.ShouldSatisfyAllConditions(
            profile => profile.Layout.ShouldBe(ChannelLayout.Mono), profile => profile.Channels.ShouldBe(2));
    }

    [Theory]
    [InlineData("mulaw.wav", "-ar", "8000", "-c:a", "pcm_mulaw")]
    [InlineData("call.mp3", "-ar", "8000", "-b:a", "16k")]
    [InlineData("call.m4a", "-c:a", "aac")]
    [InlineData("call.ogg", "-c:a", "libopus")]
    [InlineData("call.flac")]
    public async Task Probe_WhenTheFormatIsCommon_Decodes(string name, params string[] encoding)
    {
        var source = fixture.Wav("source.wav", TestAudio.Noise(3, 0.2));
        TestAudio.Ffmpeg(["-i", source, .. encoding, fixture.PathOf(name)]);
        (await fixture.Probe.ProbeAsync(fixture.PathOf(name), Cancel)).Value.DurationSeconds.ShouldBe(3, 0.2);
    }

    [Fact]
    public async Task Probe_WhenTheFileIsMissing_SaysSo() =>
        (await fixture.Probe.ProbeAsync(fixture.PathOf("nowhere.wav"), Cancel)).Error!.Code.ShouldBe("file_not_found");

    [Fact]
    public async Task Probe_WhenTheFileIsEmpty_SaysSo()
    {
        var path = fixture.PathOf("empty.wav");
        await File.WriteAllBytesAsync(path, [], Cancel);
        (await fixture.Probe.ProbeAsync(path, Cancel)).Error.ShouldBe(SpeechErrors.AudioUnreadable("the file is empty."));
    }

    [Fact]
    public async Task Probe_WhenTheBytesAreNoAudio_SaysSoWithoutThePath()
    {
        var path = fixture.PathOf("noise.mp3");
        var bytes = new byte[50_000];
        new Random(7).NextBytes(bytes);
        await File.WriteAllBytesAsync(path, bytes, Cancel);
        var error = (await fixture.Probe.ProbeAsync(path, Cancel)).Error!;
        error.Code.ShouldBe("audio_unreadable");
        error.Message.ShouldNotContain(fixture.Directory);
    }

    [Fact]
    public async Task Probe_WhenAWavHasOnlyItsHeader_SaysSo()
    {
        var path = fixture.Wav("header.wav", [[]]);
        (await fixture.Probe.ProbeAsync(path, Cancel)).Error!.Code.ShouldBe("audio_unreadable");
    }

    [Fact]
    public async Task Probe_WhenAnMp4LostItsEnd_SaysThatItIsCutOff()
    {
        var path = fixture.PathOf("cut.m4a");
        TestAudio.Ffmpeg("-i", fixture.Wav("cut-source.wav", TestAudio.Noise(5, 0.2)), "-c:a", "aac", path);
        var whole = await File.ReadAllBytesAsync(path, Cancel);
        await File.WriteAllBytesAsync(path, whole[..(whole.Length / 2)], Cancel);
        (await fixture.Probe.ProbeAsync(path, Cancel)).Error!.Message.ShouldContain("cut off");
    }

    [Fact]
    public async Task Probe_WhenAWavIsCutShort_MeasuresWhatIsThere()
    {
        var path = fixture.Wav("short.wav", TestAudio.Noise(4, 0.2));
        var whole = await File.ReadAllBytesAsync(path, Cancel);
        await File.WriteAllBytesAsync(path, whole[..(44 + 32_000)], Cancel);
        (await fixture.Probe.ProbeAsync(path, Cancel)).Value.DurationSeconds.ShouldBe(1, 0.01);
    }

    [Fact]
    public async Task Probe_WhenTheFileIsAPlaylist_DoesNotFollowIt()
    {
        var target = fixture.Wav("private.wav", TestAudio.Noise(2, 0.2));
        var list = fixture.PathOf("list.m3u8");
        await File.WriteAllTextAsync(list, $"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://{target}\n#EXT-X-ENDLIST\n", Cancel);
        (await fixture.Probe.ProbeAsync(list, Cancel)).Error!.Code.ShouldBe("audio_unreadable");
        var script = fixture.PathOf("script.txt");
        await File.WriteAllTextAsync(script, $"ffconcat version 1.0\nfile {Path.GetFileName(target)}\n", Cancel);
        (await fixture.Probe.ProbeAsync(script, Cancel)).Error!.Code.ShouldBe("audio_unreadable");
    }

    [Fact]
    public async Task Probe_WhenTheRecordingIsOverTheLimit_SaysSo()
    {
        await using var services = fixture.Build(("MaxMinutes", "1"));
        var probe = services.GetRequiredService<AudioScanner>();
        (await probe.ProbeAsync(fixture.Wav("minute.wav", TestAudio.Silence(60)), Cancel)).Value.DurationSeconds.ShouldBe(60);
        (await probe.ProbeAsync(fixture.Wav("over.wav", TestAudio.Silence(60.5)), Cancel)).Error!.Code.ShouldBe("audio_too_long");
    }

    [Fact]
    public async Task Probe_WhenFfmpegIsMissing_NamesTheSetting()
    {
        await using var services = fixture.Build(("FfmpegPath", "/nowhere/ffmpeg"));
        var error = (await services.GetRequiredService<AudioScanner>()
            .ProbeAsync(fixture.Wav("any.wav", TestAudio.Silence(1)), Cancel)).Error!;
        error.Code.ShouldBe("engine_failed");
        error.Message.ShouldContain("Speech:FfmpegPath");
    }

    [Fact]
    public async Task Probe_WhenFfmpegHangs_EndsIt()
    {
        var script = fixture.PathOf("hang.sh");
        await File.WriteAllTextAsync(script, "#!/bin/sh\nexec sleep 600\n", Cancel);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var services = fixture.Build(("FfmpegPath", script), ("DecodeStallSeconds", "1"));
        var error = (await services.GetRequiredService<AudioScanner>()
            .ProbeAsync(fixture.Wav("h.wav", TestAudio.Silence(1)), Cancel)).Error!;
        error.ShouldBe(SpeechErrors.AudioUnreadable("decoding made no progress for 1 seconds."));
    }

    [Fact]
    public async Task Probe_WhenCanceled_EndsFfmpegAndThrows()
    {
        var script = fixture.PathOf("hang2.sh");
        await File.WriteAllTextAsync(script, "#!/bin/sh\nexec sleep 600\n", Cancel);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var services = fixture.Build(("FfmpegPath", script));
        using var cancel = new CancellationTokenSource();
        var probing = services.GetRequiredService<AudioScanner>().ProbeAsync(fixture.Wav("h2.wav", TestAudio.Silence(1)), cancel.Token);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => probing);
    }
}
