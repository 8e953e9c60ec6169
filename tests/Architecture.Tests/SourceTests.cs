using System.Text.RegularExpressions;
using CallScript.TestKit;

namespace CallScript.Architecture.Tests;

/// <summary>What only the text of the code shows.</summary>
public sealed partial class SourceTests
{
    private static readonly string[] Roots = ["src", "tests", "bench", "samples", "build"];

    private static readonly string[] TextExtensions =
    [
        "", ".cs", ".csproj", ".props", ".json", ".jsonl", ".ts", ".tsx", ".js", ".mjs", ".css", ".html", ".md", ".sh", ".yml", ".yaml",
        ".sql", ".txt", ".env", ".pem", ".key", ".config",
    ];

    [Fact]
    public void Code_ReadsTheTime_OnlyFromTheTimeProvider() => Offending(Clock()).ShouldBeEmpty();

    [Fact]
    public void Code_WaitsForEvents_NotForTimeToPass() => Offending(Sleep()).ShouldBeEmpty();

    [Fact]
    public void Code_Swallows_NoException() => Offending(EmptyCatch()).ShouldBeEmpty();

    [Fact]
    public void Code_HoldsNo_UnfinishedMarks() => Offending(Unfinished()).ShouldBeEmpty();

    [Fact]
    public void Project_HoldsNo_Secrets() => Offending(Secret(), TextFiles()).ShouldBeEmpty();

    [Fact]
    public void Code_ConnectsToOthers_OnlyThroughTheGuard() =>
        Offending(Connection(), Code("src").Where(path => !path.StartsWith("src/Infrastructure/Outbound/", StringComparison.Ordinal)))
            .ShouldBeEmpty();

    [Fact]
    public void Documents_NameTests_ThatExist()
    {
        var classes = Code("tests")
            .Select(path => File.ReadAllText(Repository.PathTo(path)))
            .SelectMany(text => TestClass().Matches(text).Select(match => (Name: match.Groups[1].Value, Text: text)))
            .ToLookup(entry => entry.Name, entry => entry.Text);
        var named = TextFiles()
            .Where(path => path.StartsWith("docs/", StringComparison.Ordinal))
            .SelectMany(path => NamedTest().Matches(File.ReadAllText(Repository.PathTo(path))))
            .ToList();

        named.ShouldNotBeEmpty();
        named.Where(match => !classes[match.Groups[1].Value].Any(text => text.Contains(" " + match.Groups[2].Value, StringComparison.Ordinal)))
            .Select(match => match.Value)
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("var now = DateTime.UtcNow;", nameof(Clock))]
    [InlineData("x = DateTimeOffset.Now.AddDays(1);", nameof(Clock))]
    [InlineData("Thread.Sleep(10);", nameof(Sleep))]
    [InlineData("try { A(); } catch (Exception e) { }", nameof(EmptyCatch))]
    [InlineData("// TO" + "DO: later", nameof(Unfinished))]
    [InlineData("var key = \"AKIA" + "ABCDEFGHIJKLMNOP\";", nameof(Secret))]
    [InlineData("\"apiKey\": \"q7Zp" + "0123456789abcdefghijABCDEFGHIJ\"", nameof(Secret))]
    [InlineData("Authorization: Bearer eyJ" + "hbGciOiJIUzI1NiJ9.eyJ" + "zdWIiOiIxMjM0NTY3ODkwIn0.x", nameof(Secret))]
    [InlineData("using var http = new HttpClient();", nameof(Connection))]
    [InlineData("new SocketsHttpHandler { AllowAutoRedirect = true }", nameof(Connection))]
    public void Rules_OnCodeThatBreaksThem_FindIt(string code, string rule)
    {
        var pattern = rule switch
        {
            nameof(Clock) => Clock(),
            nameof(Sleep) => Sleep(),
            nameof(EmptyCatch) => EmptyCatch(),
            nameof(Unfinished) => Unfinished(),
            nameof(Secret) => Secret(),
            nameof(Connection) => Connection(),
            _ => throw new ArgumentOutOfRangeException(nameof(rule)),
        };

        pattern.IsMatch(code).ShouldBeTrue();
    }

    private static IEnumerable<string> Offending(Regex pattern) => Offending(pattern, Code(Roots));

    private static IEnumerable<string> Offending(Regex pattern, IEnumerable<string> paths) =>
        from path in paths
        where !path.EndsWith(nameof(SourceTests) + ".cs", StringComparison.Ordinal)
        from line in pattern.Matches(File.ReadAllText(Repository.PathTo(path))).Select(match => match.Value)
        select $"{path}: {line}";

    private static IEnumerable<string> Code(params string[] roots) =>
        roots.SelectMany(root => Files(Repository.PathTo(root))).Where(path => path.EndsWith(".cs", StringComparison.Ordinal));

    private static IEnumerable<string> TextFiles() => Files(Repository.Root)
        .Where(path => TextExtensions.Contains(Path.GetExtension(path)) && new FileInfo(Repository.PathTo(path)).Length < 2_000_000);

    // What is built, fetched or kept at run time is no part of the project.
    private static IEnumerable<string> Files(string directory)
    {
        if (!Directory.Exists(directory))
        {
            return [];
        }

        var own = Directory.EnumerateFiles(directory).Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'));
        var below = Directory.EnumerateDirectories(directory)
            .Where(folder => Path.GetFileName(folder) is not ("bin" or "obj" or "node_modules" or ".git" or ".callscript" or "artifacts" or "dist"))
            .SelectMany(Files);
        return own.Concat(below);
    }

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?(Now|Today)\b")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\bThread\.Sleep\s*\(")]
    private static partial Regex Sleep();

    [GeneratedRegex(@"catch\s*(\([^)]*\)\s*(when\s*\([^{]*\)\s*)?)?\{\s*\}")]
    private static partial Regex EmptyCatch();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX|NotImplementedException)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"\bclass (\w+Tests)\b")]
    private static partial Regex TestClass();

    // `ClassTests`, `ClassTests.Method` or `ClassTests.Beginning_*`.
    [GeneratedRegex(@"`(\w+Tests)(?:\.(\w+)\*?)?`")]
    private static partial Regex NamedTest();

    // Cloud keys, private keys, chat and code hosting tokens, signed web tokens, this product's own API keys, and a long
    // literal assigned to something called a secret.
    [GeneratedRegex("""AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY|xox[abprs]-[0-9A-Za-z-]{10,}|gh[pousr]_[0-9A-Za-z]{30,}|sk-[0-9A-Za-z]{32,}|eyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}|cs_live_[0-9A-Za-z_-]{40,}|(?i:secret|token|api_?key|password)["']?\s*[:=]\s*["'](?=[^"']*[0-9])(?=[^"']*[A-Za-z])[0-9A-Za-z+/_=-]{32,}["']""")]
    private static partial Regex Secret();

    // A client that is made by hand, or a handler of its own, would reach what the guard refuses.
    [GeneratedRegex(@"\bnew (HttpClient|SocketsHttpHandler|HttpClientHandler|TcpClient|WebClient)\b|ConfigurePrimaryHttpMessageHandler")]
    private static partial Regex Connection();
}
