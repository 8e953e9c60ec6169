namespace CallScript.Domain.Judging;

/// <summary>The arithmetic of a call's score.</summary>
public static class JudgementScore
{
    public const int Highest = 100;

    /// <summary>
    /// 100 less a weight for each finding, never below 0. One critical finding alone puts a call under any sensible
    /// bar; it takes several warnings to do the same. Confidence does not enter: a reviewer who dismisses a flag
    /// removes its whole weight, and one who confirms it leaves the whole of it.
    /// </summary>
    public static int Of(IEnumerable<RuleFinding> findings) =>
        Math.Max(0, Highest - findings.Sum(finding => Weight(finding.Severity)));

    public static int Weight(Severity severity) => severity switch
    {
        Severity.Info => 5,
        Severity.Warning => 15,
        Severity.Critical => 40,
        _ => throw new ArgumentOutOfRangeException(nameof(severity), severity, "Unknown severity."),
    };
}
