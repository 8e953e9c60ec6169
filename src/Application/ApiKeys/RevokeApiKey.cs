using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.ApiKeys;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.ApiKeys;

/// <summary>Ends a key at once. Ending it twice changes nothing.</summary>
public sealed record RevokeApiKey(Guid KeyId) : IRequest<Result>;

internal sealed class RevokeApiKeyHandler(IAppDbContext db, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<RevokeApiKey, Result>
{
    public async Task<Result> Handle(RevokeApiKey request, CancellationToken cancellationToken)
    {
        var id = new ApiKeyId(request.KeyId);
        if (await db.ApiKeys.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } key)
        {
            return ApiKeyErrors.NotFound;
        }

        if (key.RevokedAt is not null)
        {
            return Result.Success;
        }

        key.Revoke(clock.GetUtcNow());
        audit.Record(AuditAction.ApiKeyRevoked, "api_key", key.Id.ToString(), before: new { key.Name, key.Prefix });
        await db.SaveChangesAsync(cancellationToken);
        return Result.Success;
    }
}
