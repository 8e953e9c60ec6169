using System.Text.Json.Nodes;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Judging;
using static CallScript.Domain.UnitTests.Judging.Conversations;

namespace CallScript.Domain.UnitTests.Judging;

public sealed class RuleSetTests
{
    [Fact]
    public void System_HoldsEveryRuleWithADetector()
    {
        RuleSet.System.Rules.Select(rule => rule.Slug).ShouldBe(
            [
                "recording_disclosure", "agent_identification", "do_not_call_request", "do_not_call_ignored", "sensitive_data_request",
                "sensitive_data_spoken", "abusive_language", "caller_distress", "pressure_tactics", "government_impersonation",
                "guaranteed_outcome", "incentive_offer", "coached_caller", "no_caller_intent", "voicemail_or_ivr", "dead_air", "caller_is_minor",
                "cms_disclaimer", "free_benefit_claim", "subsidy_misstatement", "free_solar_claim", "upfront_fee", "credit_impact_disclosure",
                "legal_advice", "unlicensed_quote",
            ],
            ignoreOrder: true);
        RuleSet.System.Rules.ShouldAllBe(rule => rule.IsEvaluated);
        RuleSet.System.Find("cms_disclaimer")!.Verticals.ShouldBe([Vertical.Medicare]);
        RuleSet.System.Find("nothing").ShouldBeNull();
    }

    [Fact]
    public void Parse_WhenARuleHasNoDetector_ListsItAsNotEvaluated()
    {
        var rules = RuleSet.Parse(Changed(rule => rule["detector"] = null));

        rules.Rules.ShouldHaveSingleItem().IsEvaluated.ShouldBeFalse();
        new LexicalJudge(rules).Judge(Of(Vertical.General, "a: stop it now")).Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Parse_WhenARuleIsValid_UsesItsOwnSeverityAndVersion()
    {
        var judge = new LexicalJudge(RuleSet.Parse(Changed(_ => { })));

        var finding = judge.Judge(Of(Vertical.General, "a: stop it now")).Findings.ShouldHaveSingleItem();


        (finding.Slug, finding.RuleVersion, finding.Severity, finding.Confidence).ShouldBe(("stopping", 3, Severity.Info, 0.8));
    }

    [Fact]
    public void Parse_WhenTheFileIsWrong_SaysWhatIs()
    {
        Problem(rule => rule["patience"] = 1).ShouldContain("patience");
        Problem(rule => rule.Remove("title")).ShouldContain("title");
        Problem(rule => rule["severity"] = "grave").ShouldContain("severity");
        Problem(rule => rule["title"] = " ").ShouldContain("title is empty");
        Problem(rule => rule["slug"] = "Two Words").ShouldContain("lower-case words");
        Problem(rule => rule["windowSeconds"] = 0).ShouldContain("windowSeconds must be positive");
        Problem(rule => Claim(rule)["confidence"] = 1.5).ShouldContain("a confidence must lie");
        Problem(rule => Claim(rule)["phrases"] = new JsonArray("stop (it")).ShouldContain("'(' is not closed");
        Problem(rule => Claim(rule)["gards"] = new JsonArray()).ShouldContain("gards");
        Problem(rule => rule["detector"]!["kind"] = "oracle").ShouldContain("oracle");
        Problem(rule => rule.Parent!.AsArray().Add(rule.DeepClone())).ShouldContain("used twice");
        Should.Throw<InvalidRuleSetException>(() => RuleSet.Parse("{")).Message.ShouldContain("cannot be read");
    }

    private static string Problem(Action<JsonObject> change) =>
        Should.Throw<InvalidRuleSetException>(() => RuleSet.Parse(Changed(change))).Message;

    private static JsonNode Claim(JsonObject rule) => rule["detector"]!["claims"]![0]!;

    private static string Changed(Action<JsonObject> change)
    {
        var file = JsonNode.Parse(
            """
            {
              "version": 1,
              "vocabulary": {},
              "roles": { "agent": [], "caller": [] },
              "rules": [
                {
                  "slug": "stopping", "title": "Stopping", "version": 3, "severity": "info", "verticals": [], "party": "agent", "leg": "whole_call",
                  "windowSeconds": null, "minimumConversationSeconds": null,
                  "description": "Someone stops.", "remedy": "Go on.", "finding": "Someone stopped.",
                  "detector": { "kind": "claims", "claims": [ { "confidence": 0.8, "phrases": ["stop it"] } ] }
                }
              ]
            }
            """)!;
        change(file["rules"]![0]!.AsObject());
        return file.ToJsonString();
    }
}
