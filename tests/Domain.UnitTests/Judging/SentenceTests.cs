using CallScript.Domain.Campaigns;
using CallScript.Domain.Judging;
using CallScript.Domain.Transcription;

namespace CallScript.Domain.UnitTests.Judging;

/// <summary>
/// Single sentences as people say them: <c>slug|vertical|speaker|sentence</c> in sentences.txt, with <c>-</c> where
/// nothing is to be raised. Absences and times cannot be judged of one sentence and are left out.
/// </summary>
public sealed class SentenceTests
{
    private static readonly string[] NeedAWholeCall =
    [
        "recording_disclosure", "agent_identification", "cms_disclaimer", "credit_impact_disclosure", "dead_air", "do_not_call_ignored",
    ];

    public static TheoryData<string, string, string, string> Violations() => Sentences(isViolation: true);

    public static TheoryData<string, string, string, string> Harmless() => Sentences(isViolation: false);

    [Theory]
    [MemberData(nameof(Violations))]
    public void Judge_WhenASentenceBreaksARule_FindsIt(string slug, string vertical, string speaker, string sentence)
    {
        var finding = Judge(vertical, speaker, sentence).Find(slug);

        finding.ShouldNotBeNull();
        sentence.ShouldContain(finding.Quote!);
        finding.SegmentIndex.ShouldBe(0);
        finding.Start!.Value.ShouldBeLessThanOrEqualTo(finding.End!.Value);
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public void Judge_WhenASentenceIsHarmless_FindsNothing(string slug, string vertical, string speaker, string sentence)
    {
        slug.ShouldBe("-");
        Judge(vertical, speaker, sentence).Slugs().Except(NeedAWholeCall).ShouldBeEmpty();
    }

    private static Judgement Judge(string vertical, string speaker, string sentence) =>
        new LexicalJudge(RuleSet.System).Judge(new JudgedConversation(
            Enum.Parse<Vertical>(vertical.Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
            8,
            [new Segment(Conversations.SpeakerOf(speaker), 0, 0.5, 7, sentence, [])]));

    private static TheoryData<string, string, string, string> Sentences(bool isViolation)
    {
        var data = new TheoryData<string, string, string, string>();
        var file = Path.Combine(AppContext.BaseDirectory, "Judging", "sentences.txt");
        foreach (var parts in File.ReadLines(file).Select(line => line.Split('|', 4)))
        {
            if (parts[0] != "-" == isViolation)
            {
                data.Add(parts[0], parts[1], parts[2], parts[3]);
            }
        }

        return data;
    }
}
