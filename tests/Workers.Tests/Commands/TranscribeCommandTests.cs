using System.Diagnostics;
using System.Text.Json;

namespace CallScript.Workers.Tests.Commands;

/// <summary>The commands as a user runs them: the built program in a process of its own.</summary>
public sealed class TranscribeCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("callscript-transcribe-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Transcribe_WhenOneFileOfThreeIsBroken_WritesThreeLinesInOrderAndFails()
    {
        var speech = await SpeakAsync("Thank you for calling Northwind Energy. How can I help you today?");
        var silence = Path.Combine(_directory, "silence.wav");
        await RunToolAsync("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", "3", silence);
        var broken = Path.Combine(_directory, "broken.mp3");
        await File.WriteAllTextAsync(broken, "this is no audio", TestContext.Current.CancellationToken);

        var (code, output, progress) = await RunAsync("transcribe", "--json", speech, broken, silence);

        code.ShouldBe(1, progress);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        lines.Select(line => line.GetProperty("file").GetString()).ShouldBe([speech, broken, silence]);

        string[] properties = ["file", "durationSeconds", "channels", "engine", "language", "text", "segments", "realTimeFactor"];
        lines[0].EnumerateObject().Select(property => property.Name).ShouldBe(properties);
        lines[0].GetProperty("text").GetString()!.ShouldContain("calling");
        lines[0].GetProperty("realTimeFactor").GetDouble().ShouldBeGreaterThan(0);
        var segment = lines[0].GetProperty("segments")[0];
        segment.EnumerateObject().Select(property => property.Name).ShouldBe(["speaker", "channel", "start", "end", "text", "words"]);
        new[] { "agent", "caller", "greeting", "unknown" }.ShouldContain(segment.GetProperty("speaker").GetString());
        var word = segment.GetProperty("words")[0];
        word.EnumerateObject().Select(property => property.Name).ShouldBe(["text", "start", "end", "confidence"]);
        Decimals(word.GetProperty("start").GetRawText()).ShouldBeLessThanOrEqualTo(3);

        lines[1].GetProperty("error").GetProperty("code").GetString().ShouldBe("audio_unreadable");
        lines[1].GetProperty("error").GetProperty("message").GetString()!.ShouldNotBeNullOrWhiteSpace();
        lines[2].GetProperty("text").GetString().ShouldBe("");
        lines[2].GetProperty("segments").GetArrayLength().ShouldBe(0);
        progress.ShouldContain("[3/3]");
    }

    [Fact]
    public async Task Transcribe_WithoutJson_IsReadable()
    {
        var speech = await SpeakAsync("Thank you for calling Northwind Energy. How can I help you today?");
        var (code, output, progress) = await RunAsync("transcribe", speech);
        code.ShouldBe(0, progress);
        output.ShouldContain("help you today");
        output.ShouldContain("unknown");
    }

    [Fact]
    public async Task PrepareSpeech_WhenThePackagesAreMissing_FailsWithTheReason()
    {
        var (code, _, errors) = await RunAsync("prepare-speech", "--packages", _directory, "--out", Path.Combine(_directory, "out"));
        code.ShouldBe(1);
        errors.ShouldContain("speech_packages_missing");
    }

    private static int Decimals(string number) => number.Contains('.', StringComparison.Ordinal) ? number.Length - number.IndexOf('.') - 1 : 0;

    private async Task<string> SpeakAsync(string text)
    {
        var path = Path.Combine(_directory, $"{Guid.NewGuid():N}.wav");
        await RunToolAsync("flite", "-voice", "slt", "-t", text, "-o", path);
        return path;
    }

    private static async Task RunToolAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, program);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        Environment.GetEnvironmentVariable("Speech__Directory").ShouldNotBeNull(
            "Set the environment variable Speech__Directory to the folder that 'prepare-speech' wrote; './callscript test' does it.");
        var program = Path.Combine(AppContext.BaseDirectory, "CallScript.Workers.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }
}
