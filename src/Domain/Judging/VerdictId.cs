using CallScript.Domain.Common;

namespace CallScript.Domain.Judging;

public readonly record struct VerdictId(Guid Value) : ITypedId<VerdictId>
{
    public static VerdictId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
