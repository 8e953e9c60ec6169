using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Recordings;

/// <summary>
/// A short-lived right to play one recording, for the audio element of a browser, which cannot send a header.
/// </summary>
public sealed record CreateAudioLink(Guid CallId) : IRequest<Result<AudioGrant>>;

/// <param name="OrganizationId">Whose recording it is.</param>
/// <param name="CallId">The call.</param>
/// <param name="UserId">Who asked for it.</param>
/// <param name="ExpiresAt">UTC.</param>
/// <param name="Signature">Proves the four values above.</param>
public sealed record AudioGrant(OrganizationId OrganizationId, CallId CallId, UserId UserId, DateTimeOffset ExpiresAt, string Signature)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);
}

/// <summary>Signs and checks rights to play a recording.</summary>
public interface IAudioGrants
{
    AudioGrant Issue(OrganizationId organizationId, CallId callId, UserId userId, DateTimeOffset expiresAt);

    /// <summary>True when the signature fits the values and the time has not run out.</summary>
    bool IsValid(AudioGrant grant);
}

internal sealed class CreateAudioLinkHandler(
    IAppDbContext db, ITenantContext tenant, ICurrentUser currentUser, IAudioGrants grants, TimeProvider clock)
    : IRequestHandler<CreateAudioLink, Result<AudioGrant>>
{
    public async Task<Result<AudioGrant>> Handle(CreateAudioLink request, CancellationToken cancellationToken)
    {
        var callId = new CallId(request.CallId);
        if (!await db.Recordings.AnyAsync(recording => recording.CallId == callId, cancellationToken))
        {
            return RecordingErrors.Missing;
        }

        return grants.Issue(tenant.OrganizationId, callId, currentUser.UserId, clock.GetUtcNow() + AudioGrant.Lifetime);
    }
}
