using CallScript.Application.Accounts;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.ApiKeys;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.ApiKeys;

/// <summary>The organization's keys, newest first, ended ones included.</summary>
public sealed record ListApiKeys : IRequest<Result<ListApiKeysResponse>>;

/// <param name="Items">The keys.</param>
/// <param name="Scopes">What a key can be given.</param>
public sealed record ListApiKeysResponse(IReadOnlyList<ApiKeyListItem> Items, IReadOnlyList<ApiKeyScope> Scopes);

/// <param name="Name">For example <c>calls:read</c>.</param>
/// <param name="Permissions">What it stands for.</param>
public sealed record ApiKeyScope(string Name, IReadOnlyList<Permission> Permissions);

/// <summary>Whether a key works.</summary>
public enum ApiKeyStatus
{
    Active,

    /// <summary>It works beside its successor until it expires.</summary>
    Retiring,
    Expired,
    Revoked,
}

/// <param name="Id">The key's id.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Prefix">How it starts.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Status">Whether it works.</param>
/// <param name="CreatedBy">Who made it; null for another key or a former member.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ExpiresAt">UTC.</param>
/// <param name="LastUsedAt">UTC, to the minute; null: never.</param>
/// <param name="SuccessorId">The key that takes its place.</param>
public sealed record ApiKeyListItem(
    Guid Id,
    string Name,
    string Prefix,
    IReadOnlyList<string> Scopes,
    ApiKeyStatus Status,
    string? CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? LastUsedAt,
    Guid? SuccessorId)
{
    internal static ApiKeyListItem From(ApiKey key, string? creator, DateTimeOffset now) => new(
        key.Id.Value,
        key.Name,
        key.Prefix,
        key.Scopes,
        key.RevokedAt is not null ? ApiKeyStatus.Revoked
            : !key.IsUsable(now) ? ApiKeyStatus.Expired
            : key.SuccessorId is not null ? ApiKeyStatus.Retiring
            : ApiKeyStatus.Active,
        creator,
        key.CreatedAt,
        key.ExpiresAt,
        key.LastUsedAt,
        key.SuccessorId?.Value);
}

internal sealed class ListApiKeysHandler(IAppDbContext db, IAccounts accounts, TimeProvider clock)
    : IRequestHandler<ListApiKeys, Result<ListApiKeysResponse>>
{
    private const int Limit = 500;

    public async Task<Result<ListApiKeysResponse>> Handle(ListApiKeys request, CancellationToken cancellationToken)
    {
        var keys = await db.ApiKeys.AsNoTracking()
            .OrderByDescending(key => key.CreatedAt)
            .Take(Limit)
            .ToListAsync(cancellationToken);
        var creators = await accounts.DisplayNamesAsync(
            [.. keys.Select(key => key.CreatedBy).OfType<UserId>().Distinct()], cancellationToken);
        var now = clock.GetUtcNow();
        return new ListApiKeysResponse(
            [
                .. keys.Select(key => ApiKeyListItem.From(
                    key, key.CreatedBy is { } creator ? creators.GetValueOrDefault(creator) : null, now)),
            ],
            [.. ApiKeyScopes.All.Select(scope => new ApiKeyScope(scope, [.. ApiKeyScopes.PermissionsOf([scope]).Order()]))]);
    }
}
