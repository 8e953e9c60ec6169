using CallScript.Domain.Common;

namespace CallScript.Domain.ApiKeys;

public readonly record struct ApiKeyId(Guid Value) : ITypedId<ApiKeyId>
{
    public static ApiKeyId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
