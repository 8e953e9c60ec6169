using CallScript.Domain.Common;

namespace CallScript.Domain.Integrations;

public readonly record struct RingbaConnectionId(Guid Value) : ITypedId<RingbaConnectionId>
{
    public static RingbaConnectionId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
