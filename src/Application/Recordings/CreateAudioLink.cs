using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.ApiKeys;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.Domain.Recordings;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Recordings;

/// <summary>
/// A short-lived right to play one recording, for the audio element of a browser, which cannot send a header.
/// </summary>
public sealed record CreateAudioLink(Guid CallId) : IRequest<Result<AudioLink>>;

/// <param name="Grant">The right.</param>
/// <param name="Copy">
/// Whether the copy for players is played. It is decided here for as long as the link is good: a player that asks for one range
/// after the other must not get pieces of two files.
/// </param>
public sealed record AudioLink(AudioGrant Grant, bool Copy);

/// <param name="OrganizationId">Whose recording it is.</param>
/// <param name="CallId">The call.</param>
/// <param name="Listener">Who asked for it.</param>
/// <param name="ExpiresAt">UTC.</param>
/// <param name="Signature">Proves the values above.</param>
public sealed record AudioGrant(
    OrganizationId OrganizationId, CallId CallId, AudioListener Listener, DateTimeOffset ExpiresAt, string Signature)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);
}

/// <summary>Who may play: a person, or an API key.</summary>
public readonly record struct AudioListener(UserId? UserId, ApiKeyId? ApiKeyId)
{
    public static implicit operator AudioListener(UserId userId) => new(userId, null);

    public static implicit operator AudioListener(ApiKeyId apiKeyId) => new(null, apiKeyId);

    /// <summary>How links write it; a key's id is never taken for a person's.</summary>
    public override string ToString() => ApiKeyId is { } key ? $"key-{key}" : $"{UserId}";

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string? text, out AudioListener listener)
    {
        const string KeyPrefix = "key-";
        var isKey = text?.StartsWith(KeyPrefix, StringComparison.Ordinal) ?? false;
        var parsed = Guid.TryParse(isKey ? text![KeyPrefix.Length..] : text, out var id);
        listener = isKey ? new ApiKeyId(id) : new UserId(id);
        return parsed;
    }
}

/// <summary>Signs and checks rights to play a recording.</summary>
public interface IAudioGrants
{
    AudioGrant Issue(OrganizationId organizationId, CallId callId, AudioListener listener, DateTimeOffset expiresAt);

    /// <summary>True when the signature fits the values and the time has not run out.</summary>
    bool IsValid(AudioGrant grant);
}

internal sealed class CreateAudioLinkHandler(
    IAppDbContext db,
    IRecordingVault vault,
    IPlaybackPolicy policy,
    ITenantContext tenant,
    ICurrentUser currentUser,
    IAudioGrants grants,
    TimeProvider clock)
    : IRequestHandler<CreateAudioLink, Result<AudioLink>>
{
    public async Task<Result<AudioLink>> Handle(CreateAudioLink request, CancellationToken cancellationToken)
    {
        var callId = new CallId(request.CallId);
        var storageKey = await db.Recordings
            .Where(recording => recording.CallId == callId)
            .Select(recording => recording.StorageKey)
            .SingleOrDefaultAsync(cancellationToken);
        if (storageKey is null)
        {
            return RecordingErrors.Missing;
        }

        var copy = policy.HasCopies
            && await vault.ExistsAsync(tenant.OrganizationId, StorageKey.OfCopy(storageKey), cancellationToken);

        AudioListener listener = currentUser.ApiKeyId is { } key ? key : currentUser.UserId;
        var grant = grants.Issue(tenant.OrganizationId, callId, listener, clock.GetUtcNow() + AudioGrant.Lifetime);
        return new AudioLink(grant, copy);
    }
}
