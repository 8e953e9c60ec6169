using CallScript.Domain.Judging;
using CallScript.Domain.Judging.Evaluation;

namespace CallScript.Domain.UnitTests.Judging;

public sealed class EvaluationTests
{
    // Floors a little below what the engine reaches, so that a change which costs quality shows.
    [Theory]
    [InlineData("dev.jsonl", 48, 0.97, 0.0)]
    [InlineData("extra.jsonl", 80, 0.96, 0.04)]
    [InlineData("unseen.jsonl", 24, 0.93, 0.0)]
    public void Judge_OnTheLabelledCalls_StaysAboveTheFloor(string file, int calls, double f1, double cleanFlagged)
    {
        var evaluation = new JudgementEvaluation();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Judging", file)))
        {
            var call = LabelledCallReader.Read(line).Value;
            evaluation.Add(call.Expected.ShouldNotBeNull(), new LexicalJudge(RuleSet.System).Judge(call.Conversation));
        }

        var summary = evaluation.Summary().ShouldNotBeNull();
        summary.Calls.ShouldBe(calls);
        summary.F1.ShouldBeGreaterThanOrEqualTo(f1);
        summary.CleanFlagged.ShouldBeLessThanOrEqualTo(cleanFlagged);
    }

    [Fact]
    public void Summary_WhenCallsAreCompared_CountsPairsAndCalls()
    {
        var evaluation = new JudgementEvaluation();
        evaluation.Add([new ExpectedFlag("a", null), new ExpectedFlag("b", 1)], Judgement("a"));
        evaluation.Add([], Judgement("a"));
        evaluation.Add([], Judgement());

        var summary = evaluation.Summary()!;

        (summary.Calls, summary.Precision, summary.Recall, summary.F1).ShouldBe((3, 0.5, 0.5, 0.5));
        (summary.Caught, summary.CleanFlagged).ShouldBe((1, 0.5));
        summary.PerRule["a"].ShouldBe(new RuleEvaluation(1, 2, 1, 0.5, 1, 0.6667));
        summary.PerRule["b"].ShouldBe(new RuleEvaluation(1, 0, 0, 0, 0, 0));
    }

    [Fact]
    public void Summary_WhenNothingWasLabelled_IsNull()
    {
        new JudgementEvaluation().Summary().ShouldBeNull();
    }

    [Theory]
    [InlineData("nonsense", "not valid JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("""{"vertical":"solar","durationSeconds":1,"segments":[]}""", "'id'")]
    [InlineData("""{"id":"x","vertical":"cheese","durationSeconds":1,"segments":[]}""", "'cheese' is none of general")]
    [InlineData("""{"id":"x","vertical":"solar","durationSeconds":-1,"segments":[]}""", "'durationSeconds'")]
    [InlineData("""{"id":"x","vertical":"solar","durationSeconds":9,"segments":[{"speaker":"agent","start":3,"end":2,"text":""}]}""", "segment 0 ends before")]
    [InlineData("""{"id":"x","vertical":"solar","durationSeconds":9,"segments":[{"speaker":"dog","start":1,"end":2,"text":""}]}""", "'dog'")]
    [InlineData("""{"id":"x","vertical":"solar","durationSeconds":9,"segments":[],"expected":[{"slug":"a","segment":0}]}""", "not the index")]
    [InlineData("""{"id":"x","vertical":"solar","durationSeconds":9,"segments":[],"expected":[{"slug":"a"},{"slug":"a"}]}""", "twice")]
    public void Read_WhenALineIsWrong_SaysWhat(string line, string problem)
    {
        var result = LabelledCallReader.Read(line);

        result.IsSuccess.ShouldBeFalse();
        result.Error!.Code.ShouldBe("malformed_call");
        result.Error.Message.ShouldContain(problem);
    }

    [Fact]
    public void Read_WhenACallIsUnlabelledAndHasWords_KeepsThem()
    {
        var call = LabelledCallReader.Read(
            """{"id":"x","vertical":"debt_relief","durationSeconds":9,"note":"n","segments":[{"speaker":"caller","start":1,"end":2,"text":"Hi.","words":[{"text":"Hi.","start":1,"end":1.5,"confidence":0.5}]}]}""").Value;

        call.Expected.ShouldBeNull();
        call.Conversation.Segments[0].Words.ShouldHaveSingleItem().End.ShouldBe(1.5);
    }

    private static Judgement Judgement(params string[] slugs) =>
        new("test", 1, 0, [.. slugs.Select(slug => new RuleFinding(slug, 1, Severity.Info, 1, null, null, null, null, ""))]);
}
