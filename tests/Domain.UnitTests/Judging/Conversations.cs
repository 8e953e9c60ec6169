using System.Globalization;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Judging;
using CallScript.Domain.Transcription;

namespace CallScript.Domain.UnitTests.Judging;

/// <summary>Builds conversations from lines such as <c>a: Hello.</c>; a is the agent, c the caller, g a greeting, u unknown.</summary>
internal static class Conversations
{
    /// <summary>An opening that leaves nothing to raise, so that a test sees only what it is about.</summary>
    public const string Opening = "a: Hi, this is Dana with Maple Services, this call is recorded. How can I help?";

    /// <summary>Segments of five seconds with half a second between them.</summary>
    public static JudgedConversation Of(Vertical vertical, params string[] lines) =>
        Timed(vertical, [.. lines.Select((line, i) => $"{i * 5.5}-{(i * 5.5) + 5} {line}")]);

    /// <summary>Lines that begin with their times: <c>0-4.5 a: Hello.</c></summary>
    public static JudgedConversation Timed(Vertical vertical, params string[] lines)
    {
        var segments = lines.Select(Segment).ToList();
        return new JudgedConversation(vertical, segments.Count == 0 ? 0 : segments[^1].End, segments);
    }

    public static Judgement Judge(this JudgedConversation conversation) => new LexicalJudge(RuleSet.System).Judge(conversation);

    public static RuleFinding? Find(this Judgement judgement, string slug) =>
        judgement.Findings.SingleOrDefault(finding => finding.Slug == slug);

    public static IEnumerable<string> Slugs(this Judgement judgement) => judgement.Findings.Select(finding => finding.Slug);

    public static Speaker SpeakerOf(string letter) => letter switch
    {
        "a" => Speaker.Agent,
        "c" => Speaker.Caller,
        "g" => Speaker.Greeting,
        "u" => Speaker.Unknown,
        _ => throw new ArgumentException($"'{letter}' names no speaker.", nameof(letter)),
    };

    private static Segment Segment(string line)
    {
        var (times, rest) = (line[..line.IndexOf(' ')], line[(line.IndexOf(' ') + 1)..]);
        var bounds = times.Split('-').Select(time => double.Parse(time, CultureInfo.InvariantCulture)).ToArray();
        return new Segment(SpeakerOf(rest[..1]), 0, bounds[0], bounds[1], rest[3..], []);
    }
}
