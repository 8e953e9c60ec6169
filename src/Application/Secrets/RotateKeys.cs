using CallScript.Application.Common;
using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Secrets;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Secrets;

/// <summary>
/// Puts the organization's keys under the current master key and everything that is sealed under its newest data key.
/// Whatever is done already is left alone, so that a run which was cut short is finished by the next; readers and writers
/// go on meanwhile, because older keys still open what they sealed.
/// </summary>
/// <param name="NewDataKey">Make a new data key first.</param>
public sealed record RotateKeys(bool NewDataKey) : IRequest<Result<KeyRotationReport>>;

/// <param name="Rewrapped">Keys that are now under another master key.</param>
/// <param name="Resealed">Secrets and numbers that are now under another data key.</param>
/// <param name="DataKeyVersion">The newest data key.</param>
public sealed record KeyRotationReport(int Rewrapped, int Resealed, int DataKeyVersion);

internal sealed class RotateKeysHandler(
    IAppDbContext db, ITenantContext tenant, IOrganizationKeys organizationKeys, ISecretProtector secrets, IAuditTrail audit)
    : IRequestHandler<RotateKeys, Result<KeyRotationReport>>
{
    private const int Batch = 500;

    public async Task<Result<KeyRotationReport>> Handle(RotateKeys request, CancellationToken cancellationToken)
    {
        await organizationKeys.RefreshAsync(tenant.OrganizationId, cancellationToken);
        var keys = await db.OrganizationKeys.ToListAsync(cancellationToken);
        var version = keys.Where(key => key.Use == KeyUse.Encryption).Max(key => key.Version);
        var stale = keys.Where(key => !organizationKeys.IsUnderCurrentMasterKey(key)).ToList();
        foreach (var key in stale)
        {
            await organizationKeys.RewrapAsync(key, cancellationToken);
        }

        if (request.NewDataKey)
        {
            version++;
            db.OrganizationKeys.Add(
                await organizationKeys.MakeAsync(tenant.OrganizationId, KeyUse.Encryption, version, cancellationToken));
        }

        await db.SaveChangesAsync(cancellationToken);
        await organizationKeys.RefreshAsync(tenant.OrganizationId, cancellationToken);
        var resealed = await ResealConnectionsAsync(version, cancellationToken)
            + await ResealWebhooksAsync(version, cancellationToken)
            + await ResealProviderAsync(version, cancellationToken)
            + await ResealCallsAsync(version, cancellationToken)
            + await ResealPrivacyAsync(version, cancellationToken);
        var report = new KeyRotationReport(stale.Count, resealed, version);
        if (request.NewDataKey || stale.Count > 0 || resealed > 0)
        {
            audit.Record(AuditAction.KeysRotated, "organization", tenant.OrganizationId.ToString(), after: report);
            await db.SaveChangesAsync(cancellationToken);
        }

        return report;
    }

    private async Task<int> ResealConnectionsAsync(int version, CancellationToken cancellationToken)
    {
        var connections = await db.RingbaConnections.AsNoTracking()
            .Select(row => new { row.Id, row.ProtectedToken })
            .ToListAsync(cancellationToken);
        var resealed = 0;
        foreach (var row in connections.Where(row => !organizationKeys.IsSealedUnder(row.ProtectedToken, version)))
        {
            var token = await ResealAsync(SecretKind.RingbaToken, row.Id.Value, row.ProtectedToken, cancellationToken);

            // A token that was replaced meanwhile is left alone: it was sealed under a newer key, or the next run takes it.
            resealed += await db.RingbaConnections
                .Where(connection => connection.Id == row.Id && connection.ProtectedToken == row.ProtectedToken)
                .ExecuteUpdateAsync(set => set.SetProperty(connection => connection.ProtectedToken, token), cancellationToken);
        }

        return resealed;
    }

    private async Task<int> ResealWebhooksAsync(int version, CancellationToken cancellationToken)
    {
        var resealed = 0;
        foreach (var row in await db.InboundWebhooks.AsNoTracking()
            .Select(row => new { row.Id, row.SealedSecret, row.SealedFormerSecret })
            .ToListAsync(cancellationToken))
        {
            if (!organizationKeys.IsSealedUnder(row.SealedSecret, version))
            {
                var secret = await ResealAsync(SecretKind.InboundWebhookSecret, row.Id.Value, row.SealedSecret, cancellationToken);
                resealed += await db.InboundWebhooks
                    .Where(webhook => webhook.Id == row.Id && webhook.SealedSecret == row.SealedSecret)
                    .ExecuteUpdateAsync(set => set.SetProperty(webhook => webhook.SealedSecret, secret), cancellationToken);
            }

            if (row.SealedFormerSecret is { } former && !organizationKeys.IsSealedUnder(former, version))
            {
                var secret = await ResealAsync(SecretKind.InboundWebhookSecret, row.Id.Value, former, cancellationToken);
                resealed += await db.InboundWebhooks
                    .Where(webhook => webhook.Id == row.Id && webhook.SealedFormerSecret == former)
                    .ExecuteUpdateAsync(set => set.SetProperty(webhook => webhook.SealedFormerSecret, secret), cancellationToken);
            }
        }

        return resealed;
    }

    private async Task<int> ResealProviderAsync(int version, CancellationToken cancellationToken)
    {
        var provider = await db.IdentityProviders.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (provider is null || organizationKeys.IsSealedUnder(provider.SealedClientSecret, version))
        {
            return 0;
        }

        var secret = await ResealAsync(
            SecretKind.IdentityProviderSecret, provider.OrganizationId.Value, provider.SealedClientSecret, cancellationToken);
        return await db.IdentityProviders
            .Where(row => row.SealedClientSecret == provider.SealedClientSecret)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.SealedClientSecret, secret), cancellationToken);
    }

    private async Task<int> ResealCallsAsync(int version, CancellationToken cancellationToken)
    {
        var resealed = 0;
        var after = new CallId(Guid.Empty);
        while (true)
        {
            var rows = await db.Calls.AsNoTracking()
                .Where(call => call.Id > after && call.SealedCallerNumber != null)
                .OrderBy(call => call.Id)
                .Take(Batch)
                .Select(call => new { call.Id, SealedNumber = call.SealedCallerNumber! })
                .ToListAsync(cancellationToken);
            if (rows.Count == 0)
            {
                return resealed;
            }

            await using var transaction = await db.BeginTransactionAsync(cancellationToken);
            foreach (var row in rows.Where(row => !organizationKeys.IsSealedUnder(row.SealedNumber, version)))
            {
                var number = await ResealAsync(SecretKind.CallerNumber, row.Id.Value, row.SealedNumber, cancellationToken);
                resealed += await db.Calls
                    .Where(call => call.Id == row.Id && call.SealedCallerNumber == row.SealedNumber)
                    .ExecuteUpdateAsync(set => set.SetProperty(call => call.SealedCallerNumber, number), cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            after = rows[^1].Id;
        }
    }

    private async Task<int> ResealPrivacyAsync(int version, CancellationToken cancellationToken)
    {
        var resealed = 0;
        foreach (var row in await db.LegalHolds.AsNoTracking()
            .Where(hold => hold.SealedCallerNumber != null)
            .Select(hold => new { hold.Id, Number = hold.SealedCallerNumber! })
            .ToListAsync(cancellationToken))
        {
            if (!organizationKeys.IsSealedUnder(row.Number, version))
            {
                var number = await ResealAsync(SecretKind.CallerNumber, row.Id.Value, row.Number, cancellationToken);
                resealed += await db.LegalHolds.Where(hold => hold.Id == row.Id)
                    .ExecuteUpdateAsync(set => set.SetProperty(hold => hold.SealedCallerNumber, number), cancellationToken);
            }
        }

        foreach (var row in await db.Erasures.AsNoTracking()
            .Where(erasure => erasure.SealedCallerNumber != null)
            .Select(erasure => new { erasure.Id, Number = erasure.SealedCallerNumber! })
            .ToListAsync(cancellationToken))
        {
            if (!organizationKeys.IsSealedUnder(row.Number, version))
            {
                var number = await ResealAsync(SecretKind.CallerNumber, row.Id.Value, row.Number, cancellationToken);
                resealed += await db.Erasures.Where(erasure => erasure.Id == row.Id && erasure.SealedCallerNumber == row.Number)
                    .ExecuteUpdateAsync(set => set.SetProperty(erasure => erasure.SealedCallerNumber, number), cancellationToken);
            }
        }

        return resealed;
    }

    private async Task<byte[]> ResealAsync(SecretKind kind, Guid recordId, byte[] sealedSecret, CancellationToken cancellationToken)
    {
        var name = new SecretName(tenant.OrganizationId, kind, recordId);
        return await secrets.ProtectAsync(name, await secrets.UnprotectAsync(name, sealedSecret, cancellationToken), cancellationToken);
    }
}
