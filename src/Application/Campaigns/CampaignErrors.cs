using CallScript.Domain.Common;

namespace CallScript.Application.Campaigns;

public static class CampaignErrors
{
    public static Error NotFound { get; } = new(ErrorKind.NotFound, "campaign_not_found", "There is no such campaign.");
}
