using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CallScript.Domain.Judging;
using CallScript.Domain.Judging.Evaluation;

namespace CallScript.Workers.Commands;

/// <summary>
/// <c>judge FILE.jsonl [--json]</c>: the judging stage alone, without a database. Exit codes: 0 when every line was
/// judged, 1 when some line could not be read (the others are judged all the same), 2 when the file cannot be read.
/// </summary>
internal static class JudgeCommand
{
    private const int SomeLinesAreBad = 1;
    private const int FileCannotBeRead = 2;

    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        // The output goes to a terminal or a program, not into a page: apostrophes stay readable.
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A file with one call a line (JSON); - reads standard input." };
        var json = new Option<bool>("--json") { Description = "Write one JSON object a call instead of a table." };
        var command = new Command("judge", "Judge calls from a file against the system rules, and measure against their labels.")
        {
            file,
            json,
        };
        command.SetAction((result, cancellationToken) => RunAsync(
            result.GetRequiredValue(file),
            result.GetValue(json),
            result.InvocationConfiguration.Output,
            result.InvocationConfiguration.Error,
            cancellationToken));
        return command;
    }

    internal static async Task<int> RunAsync(
        string path, bool asJson, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        if (path == "-")
        {
            return await JudgeAsync(Console.In, asJson, output, error, cancellationToken);
        }

        StreamReader reader;
        try
        {
            reader = new StreamReader(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            await error.WriteLineAsync($"judge: '{path}' cannot be read: {e.Message}");
            return FileCannotBeRead;
        }

        using (reader)
        {
            return await JudgeAsync(reader, asJson, output, error, cancellationToken);
        }
    }

    internal static async Task<int> JudgeAsync(
        TextReader input, bool asJson, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var judge = new LexicalJudge(RuleSet.System);
        var evaluation = new JudgementEvaluation();
        var bad = 0;
        await foreach (var (number, line) in BoundedLines.ReadAsync(input, cancellationToken))
        {
            if (line is not null && string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (line is null)
            {
                await error.WriteLineAsync($"judge: line {number}: it is longer than {BoundedLines.MaxLineLength} characters.");
                bad++;
                continue;
            }

            var call = LabelledCallReader.Read(line);
            if (!call.IsSuccess)
            {
                await error.WriteLineAsync($"judge: line {number}: {call.Error.Message}.");
                bad++;
                continue;
            }

            var judgement = judge.Judge(call.Value.Conversation);
            if (call.Value.Expected is { } expected)
            {
                evaluation.Add(expected, judgement);
            }

            await (asJson ? WriteJsonAsync(output, call.Value, judgement) : WriteTableAsync(output, call.Value, judgement));
        }

        if (evaluation.Summary() is { } summary)
        {
            await (asJson
                ? output.WriteLineAsync(JsonSerializer.Serialize(new { summary }, JsonOptions))
                : WriteSummaryAsync(output, summary));
        }

        if (!asJson)
        {
            await WriteNotEvaluatedAsync(output);
        }

        return bad == 0 ? 0 : SomeLinesAreBad;
    }

    private static Task WriteJsonAsync(TextWriter output, LabelledCall call, Judgement judgement) =>
        output.WriteLineAsync(JsonSerializer.Serialize(
            new
            {
                call.Id,
                judgement.Score,
                Verdict = Verdict(judgement),
                Flags = judgement.Findings.Select(finding => new
                {
                    finding.Slug,
                    Severity = Lower(finding.Severity),
                    finding.Confidence,
                    Segment = finding.SegmentIndex,
                    finding.Start,
                    finding.End,
                    finding.Quote,
                }),
            },
            JsonOptions));

    private static async Task WriteTableAsync(TextWriter output, LabelledCall call, Judgement judgement)
    {
        await output.WriteLineAsync(Invariant($"{call.Id,-24} {judgement.Score,3}  {Verdict(judgement)}"));
        foreach (var finding in judgement.Findings)
        {
            var time = finding.Start is { } start ? Invariant($"{start,7:0.0} s") : "        -";
            var evidence = finding.Quote ?? finding.Explanation;
            await output.WriteLineAsync(Invariant(
                $"    {Lower(finding.Severity),-8}  {finding.Slug,-26} {finding.Confidence:0.00}  {time}  {Mark(call, finding)}  {evidence}"));
        }

        foreach (var missed in (call.Expected ?? []).Where(flag => judgement.Findings.All(finding => finding.Slug != flag.Slug)))
        {
            var segment = missed.Segment?.ToString(CultureInfo.InvariantCulture) ?? "-";
            await output.WriteLineAsync(Invariant($"    missed    {missed.Slug,-26} (segment {segment})"));
        }
    }

    // Of a labelled call, a plus marks what the label expects and an exclamation mark what it does not.
    private static string Mark(LabelledCall call, RuleFinding finding) =>
        call.Expected is not { } expected ? " " : expected.Any(flag => flag.Slug == finding.Slug) ? "+" : "!";

    private static async Task WriteSummaryAsync(TextWriter output, EvaluationSummary summary)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync(
            Invariant($"{"rule",-28} {"expected",8} {"found",6} {"right",6} {"precision",10} {"recall",7} {"F1",6}"));
        foreach (var (slug, rule) in summary.PerRule)
        {
            await output.WriteLineAsync(Invariant(
                $"{slug,-28} {rule.Expected,8} {rule.Found,6} {rule.TruePositives,6} {rule.Precision,10:0.000}")
                + Invariant($" {rule.Recall,7:0.000} {rule.F1,6:0.000}"));
        }

        await output.WriteLineAsync();
        await output.WriteLineAsync(Invariant(
            $"{summary.Calls} labelled calls: precision {summary.Precision:0.000}, recall {summary.Recall:0.000}, F1 {summary.F1:0.000}"));
        await output.WriteLineAsync(Invariant(
            $"flagged: {summary.Caught:0.0%} of the calls with a violation, {summary.CleanFlagged:0.0%} of the clean calls"));
    }

    private static async Task WriteNotEvaluatedAsync(TextWriter output)
    {
        var open = RuleSet.System.Rules.Where(rule => !rule.IsEvaluated).Select(rule => rule.Slug).ToList();
        if (open.Count > 0)
        {
            await output.WriteLineAsync($"not evaluated by {LexicalJudge.Engine}: {string.Join(", ", open)}");
        }
    }

    private static string Verdict(Judgement judgement) => judgement.IsFlagged ? "flagged" : "safe";

    private static string Lower(Severity severity) => JsonNamingPolicy.SnakeCaseLower.ConvertName(severity.ToString());

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
