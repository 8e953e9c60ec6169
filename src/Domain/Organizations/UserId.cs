using CallScript.Domain.Common;

namespace CallScript.Domain.Organizations;

public readonly record struct UserId(Guid Value) : ITypedId<UserId>
{
    public static UserId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
