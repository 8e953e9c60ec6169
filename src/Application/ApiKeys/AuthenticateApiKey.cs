using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.ApiKeys;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.ApiKeys;

/// <summary>Finds the key of a token, for as long as it is good.</summary>
public sealed record AuthenticateApiKey(string Token) : IRequest<Result<ApiKeyIdentity>>;

/// <param name="Id">The key.</param>
/// <param name="OrganizationId">The one organization that it opens.</param>
public sealed record ApiKeyIdentity(ApiKeyId Id, OrganizationId OrganizationId);

internal sealed class AuthenticateApiKeyHandler(IAppDbContext db, ICurrentUser currentUser, TimeProvider clock)
    : IRequestHandler<AuthenticateApiKey, Result<ApiKeyIdentity>>
{
    private const int LongestToken = 200;

    /// <summary>The same for every way in which a key is not good.</summary>
    private static readonly Error Refused = new(ErrorKind.Unauthenticated, "unauthenticated", "The API key is not valid.");

    public async Task<Result<ApiKeyIdentity>> Handle(AuthenticateApiKey request, CancellationToken cancellationToken)
    {
        if (request.Token.Length > LongestToken)
        {
            return Refused;
        }

        // Across organizations: showing the key is the right to see its one row, and row-level security knows of no other.
        var hash = ApiKey.HashOf(request.Token);
        currentUser.Present(hash);
        var key = await db.ApiKeys.IgnoreQueryFilters().AsNoTracking()
            .SingleOrDefaultAsync(row => row.TokenHash == hash, cancellationToken);
        return key is not null && key.IsUsable(clock.GetUtcNow()) ? new ApiKeyIdentity(key.Id, key.OrganizationId) : Refused;
    }
}
