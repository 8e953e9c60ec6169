using System.Text.Json.Serialization;
using CallScript.Domain.Campaigns;

namespace CallScript.Domain.Judging;

// The shape of a rule set file. Members without a default are required, and a name that is not here is an error: a
// misspelt guard would otherwise silently weaken a rule.

/// <param name="Version">Grows with any change of any rule.</param>
/// <param name="Vocabulary">Named lists of phrases that other phrases refer to as <c>&lt;name&gt;</c>.</param>
/// <param name="Roles">What agents and callers typically say; tells unknown speakers apart.</param>
/// <param name="Rules">In the order of evaluation.</param>
internal sealed record RuleSetDocument(
    int Version,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Vocabulary,
    RolesDocument Roles,
    IReadOnlyList<RuleDocument> Rules);

internal sealed record RolesDocument(IReadOnlyList<string> Agent, IReadOnlyList<string> Caller);

internal sealed record RuleDocument(
    string Slug,
    string Title,
    int Version,
    Severity Severity,
    IReadOnlyList<Vertical> Verticals,
    RuleParty Party,
    RuleLeg Leg,
    double? WindowSeconds,
    double? MinimumConversationSeconds,
    string Description,
    string Remedy,
    string Finding,
    DetectorDocument? Detector);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(ClaimsDocument), "claims")]
[JsonDerivedType(typeof(AbsenceDocument), "absence")]
[JsonDerivedType(typeof(IntroductionDocument), "introduction")]
[JsonDerivedType(typeof(IgnoredRequestDocument), "ignored_request")]
[JsonDerivedType(typeof(SpokenNumberDocument), "spoken_number")]
[JsonDerivedType(typeof(SilenceDocument), "silence")]
[JsonDerivedType(typeof(MachineDocument), "machine")]
internal abstract record DetectorDocument;

/// <summary>Why a matched phrase may not mean what it says.</summary>
internal enum Guard
{
    /// <summary>"I can't guarantee ..."</summary>
    Negation,

    /// <summary>"They told me that ..."</summary>
    Quotation,

    /// <summary>"You may ...", "some plans ..."</summary>
    Hedge,

    /// <summary>"Is it ...?"</summary>
    Question,
}

internal enum NearScope
{
    Sentence,
    Turn,

    /// <summary>Anywhere in what the same party says in the call.</summary>
    Call,
}

/// <summary>The rule is broken when its party says one of the phrases and no guard excuses it.</summary>
internal sealed record ClaimsDocument(IReadOnlyList<ClaimDocument> Claims) : DetectorDocument;

/// <param name="Confidence">0 to 1: how sure a reviewer would be on reading such words alone.</param>
/// <param name="Phrases">Any of them.</param>
internal sealed record ClaimDocument(double Confidence, IReadOnlyList<string> Phrases)
{
    public IReadOnlyList<Guard> Guards { get; init; } = [];

    /// <summary>Phrases that excuse the claim when they stand in the same sentence, close by.</summary>
    public IReadOnlyList<string> Unless { get; init; } = [];

    /// <summary>Phrases of which one must stand near; none are needed when the list is empty.</summary>
    public IReadOnlyList<string> Near { get; init; } = [];

    public NearScope NearScope { get; init; } = NearScope.Sentence;

    /// <summary>What the other party must have said in the turn before; nothing when the list is empty.</summary>
    public IReadOnlyList<string> AskedFor { get; init; } = [];

    /// <summary>The party of this claim where it differs from the rule's.</summary>
    public RuleParty? Party { get; init; }

    /// <summary>Verticals in which another rule owns such words.</summary>
    public IReadOnlyList<Vertical> ExceptIn { get; init; } = [];

    /// <summary>How many places must match before one counts.</summary>
    public int MinimumMatches { get; init; } = 1;
}

/// <summary>The rule is broken when nobody on the agent's side says one of the phrases in time.</summary>
internal sealed record AbsenceDocument(double Confidence, IReadOnlyList<string> Phrases) : DetectorDocument
{
    public IReadOnlyList<Guard> Guards { get; init; } = [];

    /// <summary>Due only in calls where one of these is said; always due when the list is empty.</summary>
    public IReadOnlyList<string> Topic { get; init; } = [];

    /// <summary>Who must raise the topic.</summary>
    public RuleParty TopicParty { get; init; } = RuleParty.Either;

    /// <summary>Seconds between the first and the last mention of the topic that make the words due.</summary>
    public double TopicSeconds { get; init; }

    /// <summary>Questions of the caller whose plain confirmation counts as saying it.</summary>
    public IReadOnlyList<string> Questions { get; init; } = [];

    /// <summary>Plain confirmations.</summary>
    public IReadOnlyList<string> Confirmations { get; init; } = [];
}

/// <summary>The rule is broken when the agent gives neither a personal nor a company name in time.</summary>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Before">What comes before a name.</param>
/// <param name="BeforeCapital">What comes before a name, but too often before other words to trust without a capital.</param>
/// <param name="After">What comes after a name.</param>
/// <param name="RoleWords">Words that describe a role or a trade: a name may stand before or after them.</param>
/// <param name="NoNames">Everyday words that end the place where a name can stand.</param>
internal sealed record IntroductionDocument(
    double Confidence,
    IReadOnlyList<string> Before,
    IReadOnlyList<string> BeforeCapital,
    IReadOnlyList<string> After,
    IReadOnlyList<string> RoleWords,
    IReadOnlyList<string> NoNames) : DetectorDocument;

/// <summary>The rule is broken when the request that another rule found is followed by pitching, not by an acknowledgement.</summary>
/// <param name="Confidence">0 to 1; a finding is never surer than the request that it follows.</param>
/// <param name="Request">The slug of the rule that finds the request; it must stand earlier in the file.</param>
/// <param name="Acknowledgements">What taking the request seriously sounds like.</param>
/// <param name="Reservations">What takes an acknowledgement back within the same turn.</param>
/// <param name="Pitches">What going on sounds like, besides a question.</param>
internal sealed record IgnoredRequestDocument(
    double Confidence,
    string Request,
    IReadOnlyList<string> Acknowledgements,
    IReadOnlyList<string> Reservations,
    IReadOnlyList<string> Pitches) : DetectorDocument;

/// <summary>The rule is broken when a full number of one of the sensitive kinds is spoken. Lists say what each kind is called.</summary>
internal sealed record SpokenNumberDocument(
    IReadOnlyList<string> Social,
    IReadOnlyList<string> Card,
    IReadOnlyList<string> Bank,
    IReadOnlyList<string> Harmless) : DetectorDocument;

/// <summary>The rule is broken by one long silence or by little speech in a long call.</summary>
internal sealed record SilenceDocument(
    double LongestSilenceSeconds, double MinimumSpeechShare, double ShareFromSeconds) : DetectorDocument;

/// <summary>The rule is broken when a machine answers and nobody talks with anybody.</summary>
internal sealed record MachineDocument(double Confidence, IReadOnlyList<string> Phrases) : DetectorDocument;
