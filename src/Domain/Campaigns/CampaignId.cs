using CallScript.Domain.Common;

namespace CallScript.Domain.Campaigns;

public readonly record struct CampaignId(Guid Value) : ITypedId<CampaignId>
{
    public static CampaignId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
