using CallScript.Application.Recordings.Uploads;
using CallScript.Domain.Common;
using FluentValidation;
using MediatR;

namespace CallScript.Application.Recordings.Folders;

/// <summary>Makes a call of a file in a watched folder; the same one however often the file is found.</summary>
/// <param name="Content">The audio; can be read twice.</param>
/// <param name="Details">What its name and side-car say.</param>
public sealed record ImportWatchedFile(Stream Content, RecordingDetails Details) : IRequest<Result<ImportRecordingResponse>>;

internal sealed class ImportWatchedFileValidator : AbstractValidator<ImportWatchedFile>
{
    public ImportWatchedFileValidator(TimeProvider clock) =>
        RuleFor(request => request.Details).SetValidator(new RecordingDetailsValidator(clock));
}

internal sealed class ImportWatchedFileHandler(RecordingIntake intake, IUploadStore store)
    : IRequestHandler<ImportWatchedFile, Result<ImportRecordingResponse>>
{
    public async Task<Result<ImportRecordingResponse>> Handle(ImportWatchedFile request, CancellationToken cancellationToken)
    {
        // Before it is read to its end for its hash.
        if (request.Content.Length > store.LargestUpload)
        {
            return RecordingErrors.TooLarge(store.LargestUpload);
        }

        var taken = await intake.TakeOnceAsync(request.Details, request.Content, cancellationToken);
        return taken.IsSuccess ? new ImportRecordingResponse(taken.Value.Value) : taken.Error;
    }
}
