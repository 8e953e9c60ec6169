using System.Diagnostics;
using System.Text.Json;

namespace CallScript.Workers.Tests.Commands;

/// <summary>The command as a user runs it: the built program in a process of its own.</summary>
public sealed class JudgeCommandTests : IDisposable
{
    private const string Flagged =
        """{"id":"one","vertical":"general","durationSeconds":9,"segments":[{"speaker":"caller","start":1,"end":3,"text":"Please stop calling me."}],"expected":[{"slug":"do_not_call_request","segment":0}]}""";

    private const string Clean =
        """{"id":"two","vertical":"general","durationSeconds":9,"segments":[{"speaker":"caller","start":1,"end":3,"text":"Can you call me back?"}],"expected":[]}""";

    private readonly string _directory = Directory.CreateTempSubdirectory("callscript-judge-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Judge_WithJson_WritesOneObjectACallAndTheSummary()
    {
        var (code, output, errors) = await RunAsync(null, "judge", await FileAsync(Flagged, "", Clean), "--json");

        code.ShouldBe(0, errors);
        var lines = Objects(output);
        lines.Count.ShouldBe(3);
        lines[0].EnumerateObject().Select(member => member.Name).ShouldBe(["id", "score", "verdict", "flags"]);
        (lines[0].GetProperty("verdict").GetString(), lines[0].GetProperty("score").GetInt32()).ShouldBe(("flagged", 85));
        var flag = lines[0].GetProperty("flags")[0];
        flag.EnumerateObject().Select(member => member.Name)
            .ShouldBe(["slug", "severity", "confidence", "segment", "start", "end", "quote"]);
        (flag.GetProperty("slug").GetString(), flag.GetProperty("severity").GetString()).ShouldBe(("do_not_call_request", "warning"));
        flag.GetProperty("quote").GetString().ShouldBe("Please stop calling me.");
        lines[1].GetProperty("verdict").GetString().ShouldBe("safe");
        var summary = lines[2].GetProperty("summary");
        summary.EnumerateObject().Select(member => member.Name)
            .ShouldBe(["calls", "precision", "recall", "f1", "caught", "cleanFlagged", "perRule"]);
        summary.GetProperty("f1").GetDouble().ShouldBe(1);
        summary.GetProperty("perRule").GetProperty("do_not_call_request").GetProperty("truePositives").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Judge_WhenCallsAreNotLabelled_WritesNoSummary()
    {
        const string unlabelled = """{"id":"three","vertical":"general","durationSeconds":9,"segments":[]}""";

        var (code, output, errors) = await RunAsync(unlabelled + "\n", "judge", "-", "--json");

        code.ShouldBe(0, errors);
        Objects(output).ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe("three");
    }

    [Fact]
    public async Task Judge_WhenALineIsBad_NamesItJudgesTheOthersAndFails()
    {
        var file = await FileAsync(Clean, "{oops", Flagged.Replace("general", "cheese", StringComparison.Ordinal), Flagged);

        var (code, output, errors) = await RunAsync(null, "judge", file, "--json");

        code.ShouldBe(1);
        errors.ShouldContain("line 2: it is not valid JSON");
        errors.ShouldContain("line 3: the vertical 'cheese' is none of");
        Objects(output).Take(2).Select(line => line.GetProperty("id").GetString()).ShouldBe(["two", "one"]);
    }

    [Fact]
    public async Task Judge_WhenTheFileIsMissing_SaysSo()
    {
        var (code, output, errors) = await RunAsync(null, "judge", Path.Combine(_directory, "none.jsonl"));

        (code, output).ShouldBe((2, ""));
        errors.ShouldContain("none.jsonl");
    }

    [Fact]
    public async Task Judge_WithoutJson_IsReadable()
    {
        var (code, output, errors) = await RunAsync(null, "judge", await FileAsync(Flagged, Clean));

        code.ShouldBe(0, errors);
        output.ShouldContain("do_not_call_request");
        output.ShouldContain("2 labelled calls: precision 1.000, recall 1.000, F1 1.000");
    }

    private static List<JsonElement> Objects(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private async Task<string> FileAsync(params string[] lines)
    {
        var path = Path.Combine(_directory, "calls.jsonl");
        await File.WriteAllLinesAsync(path, lines, TestContext.Current.CancellationToken);
        return path;
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string? input, params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "CallScript.Workers.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }
}
