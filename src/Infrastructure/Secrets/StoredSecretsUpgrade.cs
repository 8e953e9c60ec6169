using CallScript.Application.Common;
using CallScript.Application.Common.Tenancy;
using CallScript.Application.Privacy;
using CallScript.Domain.Integrations;
using CallScript.Domain.Organizations;
using CallScript.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Infrastructure.Secrets;

/// <summary>
/// Seals what earlier versions stored in clear or under the master key itself. Runs as the worker role between the
/// migrations and the start of the hosts, in batches that commit on their own: a run that was cut short is finished by
/// the next.
/// </summary>
public sealed class StoredSecretsUpgrade(IServiceScopeFactory scopes)
{
    private const int Batch = 500;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var organizationId in await OrganizationsAsync(cancellationToken))
        {
            while (await SealNumbersAsync(organizationId, cancellationToken))
            {
                // Until no row is left.
            }

            await ResealTokensAsync(organizationId, cancellationToken);
        }
    }

    private async Task<List<OrganizationId>> OrganizationsAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AppDbContext>().Organizations.AsNoTracking()
            .Select(organization => organization.Id)
            .ToListAsync(cancellationToken);
    }

    /// <returns>Whether there may be more.</returns>
    private async Task<bool> SealNumbersAsync(OrganizationId organizationId, CancellationToken cancellationToken)
    {
        await using var scope = Enter(organizationId);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        if (!await HasClearNumbersAsync(db, cancellationToken))
        {
            return false;
        }

        // Raw SQL: the model no longer knows the column.
        var rows = await db.Database
            .SqlQuery<ClearNumber>($"select id, caller_number as number from calls where caller_number is not null limit {Batch}")
            .ToListAsync(cancellationToken);
        if (rows.Count == 0)
        {
            return false;
        }

        var keys = await scope.ServiceProvider.GetRequiredService<ICallerNumbers>().UnlockAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        foreach (var row in rows)
        {
            var caller = keys.Protect(row.Id, row.Number);
            await db.Database.ExecuteSqlAsync(
                $"""
                update calls set caller_number = null, caller_hash = {caller?.Hash}, caller_suffix_hash = {caller?.SuffixHash},
                                 sealed_caller_number = {caller?.SealedNumber}
                 where id = {row.Id}
                """,
                cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static async Task<bool> HasClearNumbersAsync(AppDbContext db, CancellationToken cancellationToken) =>
        await db.Database.SqlQuery<bool>(
            $"""
            select exists (select from pg_attribute
                            where attrelid = 'calls'::regclass and attname = 'caller_number' and not attisdropped) as "Value"
            """)
            .SingleAsync(cancellationToken);

    private async Task ResealTokensAsync(OrganizationId organizationId, CancellationToken cancellationToken)
    {
        await using var scope = Enter(organizationId);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var secrets = scope.ServiceProvider.GetRequiredService<ISecretProtector>();
        var tokens = await db.Database
            .SqlQuery<StoredToken>($"select id, protected_token as token from ringba_connections")
            .ToListAsync(cancellationToken);
        foreach (var row in tokens.Where(row => FirstFormat.Is(row.Token)))
        {
            var name = new SecretName(organizationId, SecretKind.RingbaToken, new RingbaConnectionId(row.Id).Value);
            var token = await secrets.ProtectAsync(
                name, await secrets.UnprotectAsync(name, row.Token, cancellationToken), cancellationToken);
            await db.Database.ExecuteSqlAsync(
                $"update ringba_connections set protected_token = {token} where id = {row.Id} and protected_token = {row.Token}",
                cancellationToken);
        }
    }

    private AsyncServiceScope Enter(OrganizationId organizationId)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ITenantContext>().Enter(organizationId);
        return scope;
    }

    private sealed record ClearNumber(Guid Id, string Number);

    private sealed record StoredToken(Guid Id, byte[] Token);
}
