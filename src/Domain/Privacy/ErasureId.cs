using CallScript.Domain.Common;

namespace CallScript.Domain.Privacy;

public readonly record struct ErasureId(Guid Value) : ITypedId<ErasureId>
{
    public static ErasureId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
