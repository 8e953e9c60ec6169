using CallScript.Domain.Common;

namespace CallScript.Domain.Integrations;

public readonly record struct CallLogReadId(Guid Value) : ITypedId<CallLogReadId>
{
    public static CallLogReadId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
