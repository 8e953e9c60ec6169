using CallScript.Application.Common;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Common;
using CallScript.Domain.Recordings;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Recordings.Uploads;

/// <summary>Announces a recording that will arrive in pieces.</summary>
/// <param name="Length">Bytes of the whole.</param>
/// <param name="Metadata">See <see cref="UploadMetadata"/>.</param>
public sealed record CreateUpload(long Length, string Metadata) : IRequest<Result<UploadState>>;

/// <param name="Id">The upload.</param>
/// <param name="Length">Bytes of the whole.</param>
/// <param name="Offset">Bytes that have arrived.</param>
/// <param name="Metadata">As the client gave it.</param>
/// <param name="ExpiresAt">Until when it can be continued.</param>
/// <param name="CallId">What became of it; null until it is whole.</param>
public sealed record UploadState(Guid Id, long Length, long Offset, string Metadata, DateTimeOffset ExpiresAt, Guid? CallId)
{
    internal static UploadState Of(RecordingUpload upload, string metadata) =>
        new(upload.Id.Value, upload.Length, upload.Offset, metadata, upload.ExpiresAt, upload.CallId?.Value);
}

internal sealed class CreateUploadValidator : AbstractValidator<CreateUpload>
{
    public CreateUploadValidator()
    {
        RuleFor(request => request.Length).GreaterThan(0).WithMessage("A recording has at least one byte.");
        RuleFor(request => request.Metadata).MaximumLength(UploadMetadata.LongestText);
    }
}

internal sealed class CreateUploadHandler(
    IAppDbContext db,
    ITenantContext tenant,
    IUploadStore store,
    ISecretProtector secrets,
    IValidator<IRecordingDetails> validator,
    TimeProvider clock)
    : IRequestHandler<CreateUpload, Result<UploadState>>
{
    private const int MostUnfinished = 100;

    public async Task<Result<UploadState>> Handle(CreateUpload request, CancellationToken cancellationToken)
    {
        if (request.Length > store.LargestUpload)
        {
            return RecordingErrors.TooLarge(store.LargestUpload);
        }

        var details = UploadMetadata.Read(request.Metadata);
        if (!details.IsSuccess)
        {
            return details.Error;
        }

        // Before anything is sent: whoever gave a time to come learns it now and not after the last byte.
        var failures = validator.Validate(details.Value).Errors;
        if (failures.Count > 0)
        {
            return new ValidationError(failures.GroupBy(failure => failure.PropertyName).ToDictionary(
                field => char.ToLowerInvariant(field.Key[0]) + field.Key[1..], field => field.Select(failure => failure.ErrorMessage).ToArray()));
        }

        var now = clock.GetUtcNow();
        if (await db.RecordingUploads.CountAsync(row => row.CallId == null && row.ExpiresAt > now, cancellationToken) >= MostUnfinished)
        {
            return UploadErrors.TooMany(MostUnfinished);
        }

        var id = clock.NewId<RecordingUploadId>();
        var upload = RecordingUpload.Create(
            tenant.OrganizationId, id, request.Length,
            await secrets.ProtectAsync(
                new SecretName(tenant.OrganizationId, SecretKind.UploadMetadata, id.Value), request.Metadata, cancellationToken),
            now);
        var opened = store.Open(tenant.OrganizationId, id);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        await using var file = opened.Value;
        db.RecordingUploads.Add(upload);
        await db.SaveChangesAsync(cancellationToken);
        return UploadState.Of(upload, request.Metadata);
    }
}
