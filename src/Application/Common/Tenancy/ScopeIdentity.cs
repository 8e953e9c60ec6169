using CallScript.Domain.ApiKeys;
using CallScript.Domain.Organizations;

namespace CallScript.Application.Common.Tenancy;

/// <summary>Holds who and for whom the scope works.</summary>
public sealed class ScopeIdentity : ITenantContext, ICurrentUser
{
    private OrganizationId? _organizationId;
    private UserId? _userId;
    private ApiKeyId? _apiKeyId;

    bool ITenantContext.IsSet => _organizationId is not null;

    bool ICurrentUser.IsSet => _userId is not null;

    public OrganizationId OrganizationId =>
        _organizationId ?? throw new InvalidOperationException("No organization is set in this scope.");

    public UserId UserId => _userId ?? throw new InvalidOperationException("Nobody is signed in in this scope.");

    public ApiKeyId? ApiKeyId => _apiKeyId;

    public byte[]? PresentedToken { get; private set; }

    public void Enter(OrganizationId organizationId)
    {
        if (_organizationId is { } current && current != organizationId)
        {
            throw new InvalidOperationException("This scope already works for another organization.");
        }

        _organizationId = organizationId;
    }

    public void SignIn(UserId userId)
    {
        if (_apiKeyId is not null || (_userId is { } current && current != userId))
        {
            throw new InvalidOperationException("Somebody else already acts in this scope.");
        }

        _userId = userId;
    }

    public void SignIn(ApiKeyId apiKeyId)
    {
        if (_userId is not null || (_apiKeyId is { } current && current != apiKeyId))
        {
            throw new InvalidOperationException("Somebody else already acts in this scope.");
        }

        _apiKeyId = apiKeyId;
    }

    public void Present(byte[] tokenHash) => PresentedToken = tokenHash;
}
