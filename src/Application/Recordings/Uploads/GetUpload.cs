using CallScript.Application.Common;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.Common;
using CallScript.Domain.Recordings;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Recordings.Uploads;

/// <summary>How far an upload is.</summary>
public sealed record GetUpload(Guid UploadId) : IRequest<Result<UploadState>>;

internal sealed class GetUploadHandler(IAppDbContext db, ISecretProtector secrets, TimeProvider clock)
    : IRequestHandler<GetUpload, Result<UploadState>>
{
    public async Task<Result<UploadState>> Handle(GetUpload request, CancellationToken cancellationToken) =>
        await db.Upload(request.UploadId, clock).SingleOrDefaultAsync(cancellationToken) is { } upload
            ? UploadState.Of(upload, await secrets.MetadataOfAsync(upload, cancellationToken))
            : UploadErrors.NotFound;
}

internal static class Uploads
{
    /// <summary>An upload that can still be asked for.</summary>
    public static IQueryable<RecordingUpload> Upload(this IAppDbContext db, Guid uploadId, TimeProvider clock)
    {
        var (id, now) = (new RecordingUploadId(uploadId), clock.GetUtcNow());
        return db.RecordingUploads.Where(row => row.Id == id && row.ExpiresAt > now);
    }

    public static Task<string> MetadataOfAsync(
        this ISecretProtector secrets, RecordingUpload upload, CancellationToken cancellationToken) =>
        secrets.UnprotectAsync(
            new SecretName(upload.OrganizationId, SecretKind.UploadMetadata, upload.Id.Value), upload.SealedMetadata, cancellationToken);
}
