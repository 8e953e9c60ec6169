using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Judging;

/// <summary>The outcome of judging one call, with all that is needed to repeat it.</summary>
public sealed class Verdict : ITenantOwned
{
    private readonly List<Flag> _flags = [];

    private Verdict()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public VerdictId Id { get; private set; }

    public CallId CallId { get; private set; }

    /// <summary>Name and version of the judging engine.</summary>
    public string Engine { get; private set; } = "";

    public int RuleSetVersion { get; private set; }

    /// <summary>0 (worst) to 100.</summary>
    public int Score { get; private set; }

    public DateTimeOffset JudgedAt { get; private set; }

    public IReadOnlyList<Flag> Flags => _flags;

    public static Verdict Create(OrganizationId organizationId, CallId callId, Judgement judgement, TimeProvider clock)
    {
        var verdict = new Verdict
        {
            OrganizationId = organizationId,
            Id = clock.NewId<VerdictId>(),
            CallId = callId,
            Engine = judgement.Engine,
            RuleSetVersion = judgement.RuleSetVersion,
            Score = judgement.Score,
            JudgedAt = clock.GetUtcNow(),
        };
        verdict._flags.AddRange(judgement.Findings.Select(
            finding => Flag.Create(organizationId, clock.NewId<FlagId>(), verdict.Id, callId, finding)));
        return verdict;
    }
}

/// <summary>A broken rule, with evidence that can be played back.</summary>
public sealed class Flag : ITenantOwned
{
    private Flag()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public FlagId Id { get; private set; }

    public VerdictId VerdictId { get; private set; }

    public CallId CallId { get; private set; }

    public string RuleSlug { get; private set; } = "";

    public int RuleVersion { get; private set; }

    public Severity Severity { get; private set; }

    /// <summary>0 to 1.</summary>
    public double Confidence { get; private set; }

    /// <summary>Zero-based; null where the violation is an absence.</summary>
    public int? SegmentIndex { get; private set; }

    /// <summary>Seconds from the start of the recording.</summary>
    public double? Start { get; private set; }

    /// <summary>Seconds from the start of the recording.</summary>
    public double? End { get; private set; }

    public string? Quote { get; private set; }

    public string Explanation { get; private set; } = "";

    internal static Flag Create(OrganizationId organizationId, FlagId id, VerdictId verdictId, CallId callId, RuleFinding finding) =>
        new()
        {
            OrganizationId = organizationId,
            Id = id,
            VerdictId = verdictId,
            CallId = callId,
            RuleSlug = finding.Slug,
            RuleVersion = finding.RuleVersion,
            Severity = finding.Severity,
            Confidence = finding.Confidence,
            SegmentIndex = finding.SegmentIndex,
            Start = finding.Start,
            End = finding.End,
            Quote = finding.Quote,
            Explanation = finding.Explanation,
        };
}
