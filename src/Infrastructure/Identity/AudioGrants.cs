using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CallScript.Application.Recordings;
using CallScript.Domain.Calls;
using CallScript.Domain.Organizations;

namespace CallScript.Infrastructure.Identity;

/// <summary>Rights to play a recording, proved by an HMAC over whose, which, for whom and until when.</summary>
internal sealed class AudioGrants(InstallationSigningKey key, TimeProvider clock) : IAudioGrants
{
    private readonly byte[] _key = key.AudioGrantKey;

    public AudioGrant Issue(OrganizationId organizationId, CallId callId, AudioListener listener, DateTimeOffset expiresAt)
    {
        var unsigned = new AudioGrant(organizationId, callId, listener, expiresAt, Signature: "");
        return unsigned with { Signature = Sign(unsigned) };
    }

    public bool IsValid(AudioGrant grant) =>
        clock.GetUtcNow() < grant.ExpiresAt
        && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Sign(grant)), Encoding.UTF8.GetBytes(grant.Signature));

    private string Sign(AudioGrant grant)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{grant.OrganizationId}|{grant.CallId}|{grant.Listener}|{grant.ExpiresAt.ToUnixTimeSeconds()}");
        return Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)));
    }
}
