using CallScript.Application.Common;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Common;
using CallScript.Domain.Recordings;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Recordings.Uploads;

/// <summary>
/// Adds a piece to an upload. With its last byte the recording becomes a call, the same one however often the file is sent;
/// until that call is here the last piece does not count as arrived, so that a crash in between loses nothing.
/// </summary>
/// <param name="UploadId">The upload.</param>
/// <param name="Offset">Where the client believes it to be.</param>
/// <param name="Content">The piece.</param>
/// <param name="ContentLength">Its announced length; null when unknown.</param>
/// <param name="Checksum">What the piece must have; null: anything.</param>
public sealed record AppendToUpload(Guid UploadId, long Offset, Stream Content, long? ContentLength, UploadChecksum? Checksum)
    : IRequest<Result<UploadState>>;

internal sealed class AppendToUploadHandler(
    IAppDbContext db, ITenantContext tenant, IUploadStore store, RecordingIntake intake, ISecretProtector secrets, TimeProvider clock)
    : IRequestHandler<AppendToUpload, Result<UploadState>>
{
    public async Task<Result<UploadState>> Handle(AppendToUpload request, CancellationToken cancellationToken)
    {
        // Asked before anything is opened, so that a foreign or made-up id leaves no trace.
        if (!await db.Upload(request.UploadId, clock).AnyAsync(cancellationToken))
        {
            return UploadErrors.NotFound;
        }

        var opened = store.Open(tenant.OrganizationId, new RecordingUploadId(request.UploadId));
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        // Read only now that the file is ours: until then another request may have moved it on.
        await using var file = opened.Value;
        if (await db.Upload(request.UploadId, clock).SingleOrDefaultAsync(cancellationToken) is not { } known)
        {
            return UploadErrors.NotFound;
        }

        var metadata = await secrets.MetadataOfAsync(known, cancellationToken);
        if (request.Offset != known.Offset)
        {
            return UploadErrors.WrongOffset(known.Offset);
        }

        if (known.CallId is not null)
        {
            store.Delete(tenant.OrganizationId, known.Id);
            return UploadState.Of(known, metadata);
        }

        if (file.Length < known.Offset)
        {
            return UploadErrors.Gone;
        }

        if (request.ContentLength > known.Remaining)
        {
            return UploadErrors.PastTheEnd(known.Length);
        }

        var written = await file.WriteAsync(known.Offset, known.Remaining, request.Content, request.Checksum, cancellationToken);
        if (!written.IsSuccess)
        {
            return written.Error;
        }

        if (written.Value == known.Remaining)
        {
            var call = await intake.TakeOnceAsync(UploadMetadata.Read(metadata).Value, file.Read(), cancellationToken);
            if (!call.IsSuccess)
            {
                return await RefusedAsync(known, call.Error, cancellationToken);
            }

            known.Became(call.Value);
            await db.SaveChangesAsync(cancellationToken);
            store.Delete(tenant.OrganizationId, known.Id);
        }
        else
        {
            // Also when the connection is gone: what arrived need not be sent again.
            known.Arrived(written.Value);
            await db.SaveChangesAsync(CancellationToken.None);
        }

        return UploadState.Of(known, metadata);
    }

    /// <summary>What can pass is tried again from the last piece; what cannot ends the upload.</summary>
    private async Task<Error> RefusedAsync(RecordingUpload upload, Error error, CancellationToken cancellationToken)
    {
        if (error.Kind is not (ErrorKind.Unavailable or ErrorKind.RateLimited))
        {
            db.RecordingUploads.Remove(upload);
            await db.SaveChangesAsync(cancellationToken);
            store.Delete(tenant.OrganizationId, upload.Id);
        }

        return error;
    }
}
