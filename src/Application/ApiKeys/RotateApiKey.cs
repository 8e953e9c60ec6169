using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.ApiKeys;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.ApiKeys;

/// <summary>Replaces a key by one with the same rights; the old one goes on for the overlap, so that nothing stops.</summary>
/// <param name="KeyId">The key to replace.</param>
/// <param name="OverlapHours">How long both work; 0 to 720.</param>
/// <param name="ExpiresInDays">Life of the new key; 1 to 730.</param>
public sealed record RotateApiKey(Guid KeyId, int OverlapHours, int ExpiresInDays) : IRequest<Result<ApiKeyCreated>>;

internal sealed class RotateApiKeyValidator : AbstractValidator<RotateApiKey>
{
    public RotateApiKeyValidator()
    {
        RuleFor(request => request.OverlapHours).InclusiveBetween(0, (int)ApiKey.LongestOverlap.TotalHours);
        RuleFor(request => request.ExpiresInDays).InclusiveBetween(1, (int)ApiKey.LongestLifetime.TotalDays);
    }
}

internal sealed class RotateApiKeyHandler(
    IAppDbContext db, ICurrentUser currentUser, ICurrentAccess access, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<RotateApiKey, Result<ApiKeyCreated>>
{
    public async Task<Result<ApiKeyCreated>> Handle(RotateApiKey request, CancellationToken cancellationToken)
    {
        var id = new ApiKeyId(request.KeyId);
        if (await db.ApiKeys.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } key)
        {
            return ApiKeyErrors.NotFound;
        }

        // Whoever rotates a key gets to see one with its rights.
        if (!ApiKeyScopes.PermissionsOf(key.Scopes).All(access.Allows))
        {
            return ApiKeyErrors.ExceedsOwnRights;
        }

        var now = clock.GetUtcNow();
        var rotated = key.Rotate(
            clock.NewId<ApiKeyId>(),
            currentUser.IsSet ? currentUser.UserId : null,
            TimeSpan.FromHours(request.OverlapHours),
            TimeSpan.FromDays(request.ExpiresInDays),
            now);
        if (!rotated.IsSuccess)
        {
            return rotated.Error;
        }

        db.ApiKeys.Add(rotated.Value.Key);
        audit.Record(
            AuditAction.ApiKeyRotated, "api_key", key.Id.ToString(),
            after: new { key.Name, key.ExpiresAt, Successor = rotated.Value.Key.Id.Value, rotated.Value.Key.Prefix });
        await db.SaveChangesAsync(cancellationToken);
        return new ApiKeyCreated(rotated.Value.Token, ApiKeyListItem.From(rotated.Value.Key, creator: null, now));
    }
}
