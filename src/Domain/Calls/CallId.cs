using CallScript.Domain.Common;

namespace CallScript.Domain.Calls;

public readonly record struct CallId(Guid Value) : ITypedId<CallId>
{
    public static CallId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
