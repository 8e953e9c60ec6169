using CallScript.Domain.Campaigns;
using CallScript.Domain.Judging;

namespace CallScript.Application.Judging;

/// <summary>The rules that calls are held against, as people read them.</summary>
public interface IRuleCatalogue
{
    IReadOnlyList<RuleDescription> Rules { get; }

    /// <summary>The rule's name for people; the slug itself for a rule that is no longer in the set.</summary>
    string TitleOf(string slug);
}

/// <param name="Slug">Stable name.</param>
/// <param name="Title">For people.</param>
/// <param name="Severity">Default severity.</param>
/// <param name="Description">When the rule is broken.</param>
/// <param name="Verticals">Empty: every vertical.</param>
/// <param name="Party">Whose words the rule looks at: <c>agent</c>, <c>caller</c>, <c>either</c> or <c>none</c>.</param>
/// <param name="Evaluated">False when the judging engine has no detector for it.</param>
public sealed record RuleDescription(
    string Slug, string Title, Severity Severity, string Description, IReadOnlyList<Vertical> Verticals, string Party, bool Evaluated);
