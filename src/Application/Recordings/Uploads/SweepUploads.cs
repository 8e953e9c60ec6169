using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Common;
using CallScript.Domain.Recordings;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Recordings.Uploads;

/// <summary>Removes what has expired, and what a process that died left of uploads that nobody knows of.</summary>
/// <returns>How many were removed.</returns>
public sealed record SweepUploads : IRequest<Result<int>>;

internal sealed class SweepUploadsHandler(IAppDbContext db, ITenantContext tenant, IUploadStore store, TimeProvider clock)
    : IRequestHandler<SweepUploads, Result<int>>
{
    public async Task<Result<int>> Handle(SweepUploads request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var expired = await db.RecordingUploads.AsNoTracking()
            .Where(row => row.ExpiresAt <= now)
            .Select(row => row.Id)
            .ToListAsync(cancellationToken);
        foreach (var id in expired)
        {
            // The file first: a row without one is swept again, a file without one only by its age.
            store.Delete(tenant.OrganizationId, id);
        }

        var removed = await db.RecordingUploads.Where(row => row.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);
        var known = (await db.RecordingUploads.AsNoTracking().Select(row => row.Id).ToListAsync(cancellationToken)).ToHashSet();
        var oldest = now - RecordingUpload.Lifetime;
        foreach (var (id, modifiedAt) in store.List(tenant.OrganizationId))
        {
            if (modifiedAt < oldest && !known.Contains(id))
            {
                store.Delete(tenant.OrganizationId, id);
                removed++;
            }
        }

        return removed;
    }
}
