using System.Text.Json;
using CallScript.Application.Judging;
using CallScript.Domain.Common;
using CallScript.Domain.Judging;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Infrastructure.Judging;

/// <summary>The domain's lexical judge behind the port: no network, no model, milliseconds a call.</summary>
internal sealed class LexicalCallJudge(RuleSet ruleSet) : ICallJudge, IRuleCatalogue
{
    private readonly LexicalJudge _judge = new(ruleSet);

    public IReadOnlyList<RuleDescription> Rules { get; } =
    [
        .. ruleSet.Rules.Select(rule => new RuleDescription(
            rule.Slug,
            rule.Title,
            rule.Severity,
            rule.Description,
            rule.Verticals,
            JsonNamingPolicy.SnakeCaseLower.ConvertName(rule.Party.ToString()),
            rule.IsEvaluated)),
    ];

    public Task<Result<Judgement>> JudgeAsync(JudgedConversation conversation, CancellationToken cancellationToken) =>
        Task.FromResult<Result<Judgement>>(_judge.Judge(conversation));

    public string TitleOf(string slug) => ruleSet.Find(slug)?.Title ?? slug;
}

public static class JudgingServices
{
    public static IServiceCollection AddJudging(this IServiceCollection services)
    {
        services.AddSingleton(_ => new LexicalCallJudge(RuleSet.System));
        services.AddSingleton<ICallJudge>(provider => provider.GetRequiredService<LexicalCallJudge>());
        services.AddSingleton<IRuleCatalogue>(provider => provider.GetRequiredService<LexicalCallJudge>());
        return services;
    }
}
