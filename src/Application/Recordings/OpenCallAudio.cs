using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Recordings;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Recordings;

/// <summary>Opens a call's recording for playback.</summary>
/// <param name="CallId">The call.</param>
/// <param name="IsStart">The first of the requests that a player makes: the one that the audit log keeps.</param>
/// <param name="Copy">The copy for players rather than the recording, which is opened all the same when there is none.</param>
public sealed record OpenCallAudio(Guid CallId, bool IsStart, bool Copy = false) : IRequest<Result<CallAudio>>;

/// <param name="Content">Seekable; the caller disposes it.</param>
/// <param name="MediaType">Sniffed from the content.</param>
/// <param name="Identity">Differs where the content does.</param>
/// <param name="StoredAt">UTC.</param>
public sealed record CallAudio(Stream Content, string MediaType, string Identity, DateTimeOffset StoredAt);

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

        var copy = request.Copy
            ? await vault.OpenAsync(tenant.OrganizationId, StorageKey.OfCopy(recording.StorageKey), cancellationToken)
            : RecordingErrors.Missing;
        var opened = copy.IsSuccess ? copy : await vault.OpenAsync(tenant.OrganizationId, recording.StorageKey, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        if (request.IsStart)
        {
            audit.Record(
                AuditAction.RecordingPlayed, "call", callId.ToString(),
                after: copy.IsSuccess ? new { recording.Sha256, Copy = true } : new { recording.Sha256 });
            await db.SaveChangesAsync(cancellationToken);
        }

        return copy.IsSuccess
            ? new CallAudio(opened.Value, IPlaybackEncoder.MediaType, $"{recording.Sha256}-play", recording.StoredAt)
            : new CallAudio(opened.Value, recording.MediaType, recording.Sha256, recording.StoredAt);
    }
}
