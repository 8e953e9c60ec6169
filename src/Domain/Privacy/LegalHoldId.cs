using CallScript.Domain.Common;

namespace CallScript.Domain.Privacy;

public readonly record struct LegalHoldId(Guid Value) : ITypedId<LegalHoldId>
{
    public static LegalHoldId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
