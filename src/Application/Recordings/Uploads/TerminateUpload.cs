using CallScript.Application.Common.Persistence;
using CallScript.Domain.Common;
using CallScript.Domain.Recordings;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Recordings.Uploads;

/// <summary>Ends an upload and removes what has arrived. A call that it became stays.</summary>
public sealed record TerminateUpload(Guid UploadId) : IRequest<Result>;

internal sealed class TerminateUploadHandler(IAppDbContext db, IUploadStore store, TimeProvider clock)
    : IRequestHandler<TerminateUpload, Result>
{
    public async Task<Result> Handle(TerminateUpload request, CancellationToken cancellationToken)
    {
        if (await db.Upload(request.UploadId, clock).SingleOrDefaultAsync(cancellationToken) is not { } upload)
        {
            return UploadErrors.NotFound;
        }

        var opened = store.Open(upload.OrganizationId, upload.Id);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        await using var file = opened.Value;
        db.RecordingUploads.Remove(upload);
        await db.SaveChangesAsync(cancellationToken);
        store.Delete(upload.OrganizationId, upload.Id);
        return Result.Success;
    }
}
