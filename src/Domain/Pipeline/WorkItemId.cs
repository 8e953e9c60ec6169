using CallScript.Domain.Common;

namespace CallScript.Domain.Pipeline;

public readonly record struct WorkItemId(Guid Value) : ITypedId<WorkItemId>
{
    public static WorkItemId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
