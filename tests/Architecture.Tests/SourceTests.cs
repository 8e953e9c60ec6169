using System.Text.RegularExpressions;
using CallScript.TestKit;

namespace CallScript.Architecture.Tests;

/// <summary>What only the text of the code shows.</summary>
public sealed partial class SourceTests
{
    private static readonly string[] Roots = ["src", "tests", "bench", "samples", "build"];

    [Fact]
    public void Code_ReadsTheTime_OnlyFromTheTimeProvider() => Offending(Clock()).ShouldBeEmpty();

    [Fact]
    public void Code_WaitsForEvents_NotForTimeToPass() => Offending(Sleep()).ShouldBeEmpty();

    [Fact]
    public void Code_Swallows_NoException() => Offending(EmptyCatch()).ShouldBeEmpty();

    [Fact]
    public void Code_HoldsNo_UnfinishedMarks() => Offending(Unfinished()).ShouldBeEmpty();

    [Fact]
    public void Code_HoldsNo_Secrets() => Offending(Secret()).ShouldBeEmpty();

    [Theory]
    [InlineData("var now = DateTime.UtcNow;", nameof(Clock))]
    [InlineData("x = DateTimeOffset.Now.AddDays(1);", nameof(Clock))]
    [InlineData("Thread.Sleep(10);", nameof(Sleep))]
    [InlineData("try { A(); } catch (Exception e) { }", nameof(EmptyCatch))]
    [InlineData("// TO" + "DO: later", nameof(Unfinished))]
    [InlineData("var key = \"AKIA" + "ABCDEFGHIJKLMNOP\";", nameof(Secret))]
    public void Rules_OnCodeThatBreaksThem_FindIt(string code, string rule)
    {
        var pattern = rule switch
        {
            nameof(Clock) => Clock(),
            nameof(Sleep) => Sleep(),
            nameof(EmptyCatch) => EmptyCatch(),
            nameof(Unfinished) => Unfinished(),
            nameof(Secret) => Secret(),
            _ => throw new ArgumentOutOfRangeException(nameof(rule)),
        };

        pattern.IsMatch(code).ShouldBeTrue();
    }

    private static IEnumerable<string> Offending(Regex pattern) =>
        from root in Roots
        let directory = Repository.PathTo(root)
        where Directory.Exists(directory)
        from file in Directory.EnumerateFiles(directory, "*.cs", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')
        where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
            && !path.EndsWith(nameof(SourceTests) + ".cs", StringComparison.Ordinal)
        from line in pattern.Matches(File.ReadAllText(file)).Select(match => match.Value)
        select $"{path}: {line}";

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?(Now|Today)\b")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\bThread\.Sleep\s*\(")]
    private static partial Regex Sleep();

    [GeneratedRegex(@"catch\s*(\([^)]*\)\s*(when\s*\([^{]*\)\s*)?)?\{\s*\}")]
    private static partial Regex EmptyCatch();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX|NotImplementedException)\b")]
    private static partial Regex Unfinished();

    // Cloud keys, private keys, chat and code hosting tokens, and a literal assigned to something called a secret.
    [GeneratedRegex("""AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY|xox[abprs]-[0-9A-Za-z-]{10,}|gh[pousr]_[0-9A-Za-z]{30,}|sk-[0-9A-Za-z]{32,}""")]
    private static partial Regex Secret();
}
