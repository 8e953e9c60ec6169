using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;
using FluentValidation;
using MediatR;

namespace CallScript.Application.Recordings;

/// <summary>Makes a call of a recording that somebody hands in. From here on it is a call like any other.</summary>
/// <param name="Content">The audio; read once, to its end.</param>
/// <param name="FileName">For people; also the call's source id unless one is given.</param>
/// <param name="SourceCallId">The caller's own id of the call: importing it a second time is refused.</param>
/// <param name="CampaignName">The campaign to file it under; created on first sight.</param>
/// <param name="Vertical">Decides the rules; guessed from the campaign's name when left out.</param>
/// <param name="StartedAt">When the call began; now when left out.</param>
/// <param name="CallerNumber">As given.</param>
public sealed record ImportRecording(
    Stream Content,
    string FileName,
    string? SourceCallId,
    string? CampaignName,
    Vertical? Vertical,
    DateTimeOffset? StartedAt,
    string? CallerNumber) : IRequest<Result<ImportRecordingResponse>>, IRecordingDetails;

public sealed record ImportRecordingResponse(Guid Id);

internal sealed class ImportRecordingValidator : AbstractValidator<ImportRecording>
{
    public ImportRecordingValidator(TimeProvider clock) => Include(new RecordingDetailsValidator(clock));
}

internal sealed class ImportRecordingHandler(RecordingIntake intake) : IRequestHandler<ImportRecording, Result<ImportRecordingResponse>>
{
    public async Task<Result<ImportRecordingResponse>> Handle(ImportRecording request, CancellationToken cancellationToken)
    {
        if (request.SourceCallId is { } id && await intake.FindAsync(id, cancellationToken) is not null)
        {
            return ImportErrors.AlreadyImported(id);
        }

        var taken = await intake.TakeAsync(request, request.Content, cancellationToken);
        return taken.IsSuccess ? new ImportRecordingResponse(taken.Value.Value) : taken.Error;
    }
}

public static class ImportErrors
{
    public static Error AlreadyImported(string sourceCallId) =>
        new(ErrorKind.Conflict, "call_already_imported", $"A call with the id '{sourceCallId}' was imported before.");
}
