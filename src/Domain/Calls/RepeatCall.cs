using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Calls;

/// <summary>
/// A call whose caller had called the organization before. It says when, so that any window can be asked for: a repeat caller
/// within a week, a duplicate on the same campaign within a month. Kept beside the call, which lanes hold for long.
/// </summary>
public sealed class RepeatCall : ITenantOwned
{
    private RepeatCall()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public CallId CallId { get; private set; }

    /// <summary>When the same caller called last before this call.</summary>
    public DateTimeOffset PreviousCallAt { get; private set; }

    /// <summary>When the same caller last called on the same campaign; null when never.</summary>
    public DateTimeOffset? PreviousOnCampaignAt { get; private set; }

    /// <summary>How long before the call that was.</summary>
    public TimeSpan SincePreviousCall { get; private set; }

    /// <summary>See <see cref="PreviousOnCampaignAt"/>.</summary>
    public TimeSpan? SincePreviousOnCampaign { get; private set; }
}
