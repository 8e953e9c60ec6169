using CallScript.Domain.Organizations;

namespace CallScript.Domain.Common;

/// <summary>
/// A row that belongs to exactly one organization. Such an entity gets the tenant query filter, the write
/// interceptor and row-level security; a test fails for one that lacks any of them.
/// </summary>
public interface ITenantOwned
{
    OrganizationId OrganizationId { get; }
}
