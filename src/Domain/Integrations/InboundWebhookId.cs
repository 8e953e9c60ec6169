using CallScript.Domain.Common;

namespace CallScript.Domain.Integrations;

public readonly record struct InboundWebhookId(Guid Value) : ITypedId<InboundWebhookId>
{
    public static InboundWebhookId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
