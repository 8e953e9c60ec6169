using System.Text.Json;
using System.Text.Json.Serialization;
using CallScript.Domain.Judging.Detection;
using CallScript.Domain.Judging.Language;

namespace CallScript.Domain.Judging;

/// <summary>A rule set file that cannot be used; the message names the rule and what is wrong with it.</summary>
public sealed class InvalidRuleSetException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>
/// The rules and the words that decide them. Rules are data so that a reviewer can read why a call was flagged and
/// an engineer can change a rule without touching the engine; loading is strict because a rule that is quietly
/// broken looks exactly like a clean call.
/// </summary>
public sealed class RuleSet
{
    private const string ResourceName = "CallScript.Domain.Judging.system-rules.json";

    private static readonly Lazy<RuleSet> LazySystem = new(LoadSystem);

    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        ReadCommentHandling = JsonCommentHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    private readonly Dictionary<string, Rule> _bySlug;

    private RuleSet(RuleSetDocument document)
    {
        Version = document.Version;
        var lexicon = new Lexicon(document.Vocabulary);
        Rules = [.. document.Rules.Select(rule => new Rule(rule))];
        _bySlug = Rules.ToDictionary(rule => rule.Slug);

        // Compiling every phrase here finds malformed ones on loading instead of in the middle of a call.
        Detectors = [.. Rules.Select(rule => Detector.Create(rule, lexicon)).OfType<Detector>()];
        SpeakerGuess = new SpeakerGuess(lexicon.Compile(document.Roles.Agent), lexicon.Compile(document.Roles.Caller));
    }

    /// <summary>The rules that every organization starts with.</summary>
    public static RuleSet System => LazySystem.Value;

    public int Version { get; }

    /// <summary>In the order of evaluation.</summary>
    public IReadOnlyList<Rule> Rules { get; }

    /// <summary>One for each rule that has a detector, in the order of evaluation.</summary>
    internal IReadOnlyList<Detector> Detectors { get; }

    internal SpeakerGuess SpeakerGuess { get; }

    /// <summary>The rule of that slug, or null.</summary>
    public Rule? Find(string slug) => _bySlug.GetValueOrDefault(slug);

    /// <summary>Reads a rule set.</summary>
    /// <exception cref="InvalidRuleSetException">The text is no valid rule set; the message says where and why.</exception>
    public static RuleSet Parse(string json)
    {
        RuleSetDocument document;
        try
        {
            document = JsonSerializer.Deserialize<RuleSetDocument>(json, JsonOptions)
                ?? throw new InvalidRuleSetException("The rule set is null.");
        }
        catch (JsonException e)
        {
            throw new InvalidRuleSetException($"The rule set cannot be read: {e.Message}", e);
        }

        RuleSetValidation.Check(document);
        return new RuleSet(document);
    }

    private static RuleSet LoadSystem()
    {
        using var stream = typeof(RuleSet).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidRuleSetException($"The resource {ResourceName} is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }
}
