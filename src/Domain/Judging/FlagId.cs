using CallScript.Domain.Common;

namespace CallScript.Domain.Judging;

public readonly record struct FlagId(Guid Value) : ITypedId<FlagId>
{
    public static FlagId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
