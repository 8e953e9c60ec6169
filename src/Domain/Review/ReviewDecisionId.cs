using CallScript.Domain.Common;

namespace CallScript.Domain.Review;

public readonly record struct ReviewDecisionId(Guid Value) : ITypedId<ReviewDecisionId>
{
    public static ReviewDecisionId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
