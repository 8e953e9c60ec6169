using CallScript.Domain.Common;

namespace CallScript.Domain.Privacy;

public readonly record struct RemovalId(Guid Value) : ITypedId<RemovalId>
{
    public static RemovalId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
