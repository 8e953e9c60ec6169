using CallScript.Domain.Common;
using MediatR;

namespace CallScript.Application.Judging;

/// <summary>The rules that calls are held against.</summary>
public sealed record ListRules : IRequest<Result<ListRulesResponse>>;

public sealed record ListRulesResponse(IReadOnlyList<RuleDescription> Items);

internal sealed class ListRulesHandler(IRuleCatalogue rules) : IRequestHandler<ListRules, Result<ListRulesResponse>>
{
    public Task<Result<ListRulesResponse>> Handle(ListRules request, CancellationToken cancellationToken) =>
        Task.FromResult<Result<ListRulesResponse>>(new ListRulesResponse(rules.Rules));
}
