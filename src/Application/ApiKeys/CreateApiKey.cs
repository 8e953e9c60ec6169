using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.ApiKeys;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.ApiKeys;

/// <summary>Makes a key. The answer is the only one that ever holds it.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Scopes">At least one of the known scopes.</param>
/// <param name="ExpiresInDays">1 to 730.</param>
public sealed record CreateApiKey(string Name, IReadOnlyList<string> Scopes, int ExpiresInDays) : IRequest<Result<ApiKeyCreated>>;

/// <param name="Token">The key itself, shown this once.</param>
/// <param name="Key">As lists show it.</param>
public sealed record ApiKeyCreated(string Token, ApiKeyListItem Key);

internal sealed class CreateApiKeyValidator : AbstractValidator<CreateApiKey>
{
    public CreateApiKeyValidator()
    {
        RuleFor(request => request.Name).NotEmpty().MaximumLength(ApiKey.NameMaxLength);
        RuleFor(request => request.Scopes).NotEmpty().WithMessage("Give the key at least one scope.")
            .Must(scopes => scopes is null || scopes.All(scope => scope is not null && ApiKeyScopes.IsKnown(scope)))
            .WithMessage($"The scopes are {string.Join(", ", ApiKeyScopes.All)}.");
        RuleFor(request => request.ExpiresInDays).InclusiveBetween(1, (int)ApiKey.LongestLifetime.TotalDays);
    }
}

internal sealed class CreateApiKeyHandler(
    IAppDbContext db, ITenantContext tenant, ICurrentUser currentUser, ICurrentAccess access, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<CreateApiKey, Result<ApiKeyCreated>>
{
    public async Task<Result<ApiKeyCreated>> Handle(CreateApiKey request, CancellationToken cancellationToken)
    {
        if (!ApiKeyScopes.PermissionsOf(request.Scopes).All(access.Allows))
        {
            return ApiKeyErrors.ExceedsOwnRights;
        }

        var now = clock.GetUtcNow();
        if (await db.ApiKeys.CountAsync(key => key.RevokedAt == null && key.ExpiresAt > now, cancellationToken) >= ApiKeyLimits.MostInUse)
        {
            return ApiKeyErrors.TooMany(ApiKeyLimits.MostInUse);
        }

        UserId? maker = currentUser.IsSet ? currentUser.UserId : null;
        var (key, token) = ApiKey.Issue(
            tenant.OrganizationId, clock.NewId<ApiKeyId>(), request.Name.Trim(), request.Scopes, maker,
            now + TimeSpan.FromDays(request.ExpiresInDays), now);
        db.ApiKeys.Add(key);
        audit.Record(
            AuditAction.ApiKeyCreated, "api_key", key.Id.ToString(), after: new { key.Name, key.Prefix, key.Scopes, key.ExpiresAt });
        await db.SaveChangesAsync(cancellationToken);
        return new ApiKeyCreated(token, ApiKeyListItem.From(key, creator: null, now));
    }
}

internal static class ApiKeyLimits
{
    public const int MostInUse = 50;
}
