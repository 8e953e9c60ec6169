using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Recordings;

/// <summary>Opens a call's recording for playback.</summary>
/// <param name="CallId">The call.</param>
/// <param name="IsStart">The first of the requests that a player makes: the one that the audit log keeps.</param>
public sealed record OpenCallAudio(Guid CallId, bool IsStart) : IRequest<Result<CallAudio>>;

/// <param name="Content">Seekable; the caller disposes it.</param>
/// <param name="MediaType">Sniffed from the content.</param>
/// <param name="Sha256">Lower-case hexadecimal; the content's identity.</param>
/// <param name="StoredAt">UTC.</param>
public sealed record CallAudio(Stream Content, string MediaType, string Sha256, DateTimeOffset StoredAt);

internal sealed class OpenCallAudioHandler(IAppDbContext db, IRecordingVault vault, ITenantContext tenant, IAuditTrail audit)
    : IRequestHandler<OpenCallAudio, Result<CallAudio>>
{
    public async Task<Result<CallAudio>> Handle(OpenCallAudio request, CancellationToken cancellationToken)
    {
        var callId = new CallId(request.CallId);
        var recording = await db.Recordings.AsNoTracking()
            .Where(row => row.CallId == callId)
            .Select(row => new { row.StorageKey, row.MediaType, row.Sha256, row.StoredAt })
            .SingleOrDefaultAsync(cancellationToken);
        if (recording is null)
        {
            return RecordingErrors.Missing;
        }

        var opened = await vault.OpenAsync(tenant.OrganizationId, recording.StorageKey, cancellationToken);
        if (opened.IsSuccess && request.IsStart)
        {
            audit.Record(AuditAction.RecordingPlayed, "call", callId.ToString(), after: new { recording.Sha256 });
            await db.SaveChangesAsync(cancellationToken);
        }

        return opened.IsSuccess
            ? new CallAudio(opened.Value, recording.MediaType, recording.Sha256, recording.StoredAt)
            : opened.Error;
    }
}
