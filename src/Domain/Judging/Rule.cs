using CallScript.Domain.Campaigns;

namespace CallScript.Domain.Judging;

/// <summary>Who must say, or must not say, what the rule is about.</summary>
public enum RuleParty
{
    Agent,
    Caller,
    Either,

    /// <summary>The rule measures the call, not a person's words.</summary>
    None,
}

/// <summary>Which stretch of a call a rule looks at.</summary>
public enum RuleLeg
{
    /// <summary>The first <see cref="Rule.WindowSeconds"/> of the conversation.</summary>
    Opening,

    WholeCall,

    /// <summary>The times of the segments, not their words.</summary>
    Timing,
}

/// <summary>One thing that a reviewer would raise, as data.</summary>
public sealed class Rule
{
    internal Rule(RuleDocument document) => Document = document;

    internal RuleDocument Document { get; }

    /// <summary>The stable name in snake_case; part of the API contract.</summary>
    public string Slug => Document.Slug;

    /// <summary>The name that people read.</summary>
    public string Title => Document.Title;

    /// <summary>Grows whenever the rule may decide differently; a flag keeps the version that decided.</summary>
    public int Version => Document.Version;

    /// <summary>The default severity.</summary>
    public Severity Severity => Document.Severity;

    /// <summary>Where the rule applies; empty means everywhere.</summary>
    public IReadOnlyList<Vertical> Verticals => Document.Verticals;

    public RuleParty Party => Document.Party;

    public RuleLeg Leg => Document.Leg;

    /// <summary>Seconds from the first spoken word in which the rule wants something; null for the whole call.</summary>
    public double? WindowSeconds => Document.WindowSeconds;

    /// <summary>Conversations shorter than this many seconds are not held to the rule; null for no minimum.</summary>
    public double? MinimumConversationSeconds => Document.MinimumConversationSeconds;

    /// <summary>When the rule is broken.</summary>
    public string Description => Document.Description;

    /// <summary>What somebody who finds it broken should do.</summary>
    public string Remedy => Document.Remedy;

    /// <summary>False when the rule has no detector: it is listed as not evaluated and never counts as passed.</summary>
    public bool IsEvaluated => Document.Detector is not null;

    public bool AppliesTo(Vertical vertical) => Verticals.Count == 0 || Verticals.Contains(vertical);
}
