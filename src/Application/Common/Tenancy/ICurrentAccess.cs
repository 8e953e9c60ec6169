using CallScript.Domain.Organizations;

namespace CallScript.Application.Common.Tenancy;

/// <summary>
/// What the caller of the current scope may do beyond the endpoint's own permission, for answers that show more to some
/// than to others. Nothing, until it is granted.
/// </summary>
public interface ICurrentAccess
{
    bool Allows(Permission permission);

    void Grant(IEnumerable<Permission> permissions);
}

/// <summary>Holds the scope's permissions.</summary>
internal sealed class CurrentAccess : ICurrentAccess
{
    private readonly HashSet<Permission> _permissions = [];

    public bool Allows(Permission permission) => _permissions.Contains(permission);

    public void Grant(IEnumerable<Permission> permissions) => _permissions.UnionWith(permissions);
}
