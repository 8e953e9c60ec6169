using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using MediatR;

namespace CallScript.Application.Recordings;

/// <summary>Removes what workers that died had stored and did not come to write down.</summary>
public sealed record SweepVault : IRequest<Result<VaultSweep>>;

/// <param name="Objects">Looked at.</param>
/// <param name="Removed">Removed, because no call refers to them.</param>
public sealed record VaultSweep(int Objects, int Removed);

internal sealed class SweepVaultHandler(
    IAppDbContext db, IRecordingVault vault, VaultShelf shelf, ITenantContext tenant, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<SweepVault, Result<VaultSweep>>
{
    /// <summary>Whoever stored it has written it down by then, or has died.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private const int Batch = 500;

    public async Task<Result<VaultSweep>> Handle(SweepVault request, CancellationToken cancellationToken)
    {
        var oldest = clock.GetUtcNow() - Grace;
        var (objects, removed) = (0, 0);
        await foreach (var batch in vault.ListAsync(tenant.OrganizationId, cancellationToken).Chunk(Batch).WithCancellation(cancellationToken))
        {
            objects += batch.Length;
            var old = batch.Where(entry => entry.ModifiedAt < oldest).Select(entry => entry.StorageKey).ToList();
            var used = await shelf.UsedAsync(old, cancellationToken);
            foreach (var key in old.Where(key => !used.Contains(key)))
            {
                removed += await shelf.DiscardAsync(tenant.OrganizationId, key, cancellationToken) ? 1 : 0;
            }
        }

        if (removed > 0)
        {
            audit.Record(AuditAction.VaultSwept, "vault", null, after: new { removed });
            await db.SaveChangesAsync(cancellationToken);
        }

        return new VaultSweep(objects, removed);
    }
}
