using System.Collections.Concurrent;
using System.Security.Cryptography;
using CallScript.Application.Common;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Organizations;
using CallScript.Domain.Secrets;
using CallScript.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CallScript.Infrastructure.Secrets;

/// <summary>
/// Finds, makes and briefly remembers the organizations' data keys. They are read in a scope of their own, so that
/// row-level security applies, and a key that was made outlives a use case that is undone.
/// </summary>
internal sealed class OrganizationKeyring(
    IServiceScopeFactory scopes, MasterKeys masterKeys, IOptions<MasterKeyOptions> options, TimeProvider clock)
    : IOrganizationKeys
{
    private const int MostRemembered = 1_000;
    private readonly TimeSpan _lifetime = options.Value.DataKeyLifetime;
    private readonly ConcurrentDictionary<OrganizationId, Entry> _remembered = new();

    /// <summary>The keys of an organization; made on first use.</summary>
    public async Task<DataKeys> UnlockAsync(OrganizationId organizationId, CancellationToken cancellationToken)
    {
        if (_remembered.TryGetValue(organizationId, out var entry) && clock.GetUtcNow() < entry.Until)
        {
            return entry.Keys;
        }

        return await ReloadAsync(organizationId, cancellationToken);
    }

    /// <summary>The keys, at least up to the given version: another process may have rotated since they were read.</summary>
    public async Task<DataKeys> UnlockAsync(OrganizationId organizationId, int version, CancellationToken cancellationToken)
    {
        var keys = await UnlockAsync(organizationId, cancellationToken);
        return keys.Knows(version) ? keys : await ReloadAsync(organizationId, cancellationToken);
    }

    public async Task<DataKeys> ReloadAsync(OrganizationId organizationId, CancellationToken cancellationToken)
    {
        var rows = await ReadOrMakeAsync(organizationId, cancellationToken);
        var encryption = new Dictionary<int, byte[]>();
        foreach (var row in rows.Where(row => row.Use == KeyUse.Encryption))
        {
            encryption.Add(row.Version, await UnwrapAsync(row, cancellationToken));
        }

        var keys = new DataKeys(
            organizationId, encryption, await UnwrapAsync(rows.Single(row => row.Use == KeyUse.Lookup), cancellationToken));
        Remember(keys);
        return keys;
    }

    public Task<byte[]> UnwrapAsync(OrganizationKey row, CancellationToken cancellationToken) =>
        masterKeys.UnwrapAsync(row.MasterKeyId, ContextOf(row), row.WrappedKey, cancellationToken);

    public async Task<OrganizationKey> MakeAsync(OrganizationId organizationId, KeyUse use, int version, CancellationToken cancellationToken)
    {
        var key = RandomNumberGenerator.GetBytes(SealedBox.KeyLength);
        var wrapped = await masterKeys.WrapAsync(Context(organizationId, use, version), key, cancellationToken);
        return OrganizationKey.Create(organizationId, use, version, masterKeys.CurrentId, wrapped, clock.GetUtcNow());
    }

    /// <summary>Puts the row's key under the current master key.</summary>
    public async Task RewrapAsync(OrganizationKey row, CancellationToken cancellationToken)
    {
        var key = await UnwrapAsync(row, cancellationToken);
        row.Rewrap(masterKeys.CurrentId, await masterKeys.WrapAsync(ContextOf(row), key, cancellationToken), clock.GetUtcNow());
    }

    public Task RefreshAsync(OrganizationId organizationId, CancellationToken cancellationToken) =>
        ReloadAsync(organizationId, cancellationToken);

    public bool IsSealedUnder(byte[] sealedSecret, int version) =>
        !FirstFormat.Is(sealedSecret) && SealedBox.VersionOf(sealedSecret) == version;

    public bool IsUnderCurrentMasterKey(OrganizationKey row) => row.MasterKeyId == masterKeys.CurrentId;

    private async Task<List<OrganizationKey>> ReadOrMakeAsync(OrganizationId organizationId, CancellationToken cancellationToken)
    {
        var rows = await InScopeAsync(organizationId, db => db.OrganizationKeys.AsNoTracking().ToListAsync(cancellationToken));
        if (rows.Count > 0)
        {
            return rows;
        }

        List<OrganizationKey> made =
        [
            await MakeAsync(organizationId, KeyUse.Encryption, version: 1, cancellationToken),
            await MakeAsync(organizationId, KeyUse.Lookup, version: 1, cancellationToken),
        ];
        try
        {
            await InScopeAsync(organizationId, db =>
            {
                db.OrganizationKeys.AddRange(made);
                return db.SaveChangesAsync(cancellationToken);
            });
            return made;
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // Another process was quicker; its keys are the organization's.
            return await InScopeAsync(organizationId, db => db.OrganizationKeys.AsNoTracking().ToListAsync(cancellationToken));
        }
    }

    private async Task<T> InScopeAsync<T>(OrganizationId organizationId, Func<AppDbContext, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ITenantContext>().Enter(organizationId);
        return await work(scope.ServiceProvider.GetRequiredService<AppDbContext>());
    }

    private void Remember(DataKeys keys)
    {
        var now = clock.GetUtcNow();
        if (_remembered.Count >= MostRemembered)
        {
            foreach (var (id, entry) in _remembered)
            {
                if (entry.Until <= now || _remembered.Count >= MostRemembered)
                {
                    _remembered.TryRemove(id, out _);
                }
            }
        }

        _remembered[keys.OrganizationId] = new Entry(keys, now + _lifetime);
    }

    private static string ContextOf(OrganizationKey row) => Context(row.OrganizationId, row.Use, row.Version);

    // The same text goes to a key management service as its encryption context.
    private static string Context(OrganizationId organizationId, KeyUse use, int version) =>
        $"organization-key/{organizationId}/{use.ToString().ToLowerInvariant()}/{version}";

    private sealed record Entry(DataKeys Keys, DateTimeOffset Until);
}
