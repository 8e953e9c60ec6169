namespace CallScript.Domain.Judging.Evaluation;

/// <summary>
/// Compares judgements with labels, call by call, without keeping the calls. A share whose denominator is zero is
/// reported as zero.
/// </summary>
internal sealed class JudgementEvaluation
{
    private readonly SortedDictionary<string, Tally> _rules = new(StringComparer.Ordinal);
    private int _calls;
    private int _flagged;
    private int _clean;
    private int _cleanFlagged;

    public void Add(IReadOnlyList<ExpectedFlag> expected, Judgement judgement)
    {
        var labels = expected.Select(flag => flag.Slug).ToHashSet();
        var found = judgement.Findings.Select(finding => finding.Slug).ToHashSet();
        foreach (var slug in labels.Union(found))
        {
            var tally = _rules.GetValueOrDefault(slug);
            _rules[slug] = new Tally(
                tally.Expected + (labels.Contains(slug) ? 1 : 0),
                tally.Found + (found.Contains(slug) ? 1 : 0),
                tally.TruePositives + (labels.Contains(slug) && found.Contains(slug) ? 1 : 0));
        }

        _calls++;
        if (labels.Count == 0)
        {
            _clean++;
            _cleanFlagged += judgement.IsFlagged ? 1 : 0;
        }
        else
        {
            _flagged += judgement.IsFlagged ? 1 : 0;
        }
    }

    /// <summary>Null when no labelled call was added.</summary>
    public EvaluationSummary? Summary()
    {
        if (_calls == 0)
        {
            return null;
        }

        var perRule = _rules.ToDictionary(entry => entry.Key, entry => entry.Value.Result());
        var all = new Tally(
            perRule.Values.Sum(rule => rule.Expected),
            perRule.Values.Sum(rule => rule.Found),
            perRule.Values.Sum(rule => rule.TruePositives)).Result();
        return new EvaluationSummary(
            _calls, all.Precision, all.Recall, all.F1, Share(_flagged, _calls - _clean), Share(_cleanFlagged, _clean), perRule);
    }

    private static double Share(int part, int whole) => whole == 0 ? 0 : Math.Round((double)part / whole, 4);

    private readonly record struct Tally(int Expected, int Found, int TruePositives)
    {
        public RuleEvaluation Result() => new(
            Expected,
            Found,
            TruePositives,
            Share(TruePositives, Found),
            Share(TruePositives, Expected),
            Share(2 * TruePositives, Expected + Found));
    }
}

/// <param name="Calls">Labelled calls.</param>
/// <param name="Precision">Share of the found (call, rule) pairs that were expected.</param>
/// <param name="Recall">Share of the expected (call, rule) pairs that were found.</param>
/// <param name="F1">Their harmonic mean.</param>
/// <param name="Caught">Share of the calls with an expected flag that were flagged at all.</param>
/// <param name="CleanFlagged">Share of the clean calls that were flagged.</param>
/// <param name="PerRule">By slug, for the rules that were expected or found.</param>
internal sealed record EvaluationSummary(
    int Calls,
    double Precision,
    double Recall,
    double F1,
    double Caught,
    double CleanFlagged,
    IReadOnlyDictionary<string, RuleEvaluation> PerRule);

internal sealed record RuleEvaluation(int Expected, int Found, int TruePositives, double Precision, double Recall, double F1);
