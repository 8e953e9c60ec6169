using CallScript.Domain.Organizations;
using CallScript.Domain.Secrets;

namespace CallScript.Application.Common;

/// <summary>What kind of secret it is. The name is part of the encryption: changing one makes stored secrets unreadable.</summary>
public enum SecretKind
{
    RingbaToken,
    CallerNumber,
    JudgeModelKey,
    SlackWebhook,
    WebhookSigningSecret,
    IdentityProviderSecret,
    InboundWebhookSecret,
    UploadMetadata,
}

/// <summary>Whose secret, of which kind, in which row. A secret opens only under the name it was sealed with.</summary>
public sealed record SecretName(OrganizationId OrganizationId, SecretKind Kind, Guid RecordId);

/// <summary>
/// Encrypts what must not be readable in the database, under the organization's own data key. A secret that is copied
/// into another row, another kind or another organization does not open there.
/// </summary>
public interface ISecretProtector
{
    Task<byte[]> ProtectAsync(SecretName name, string secret, CancellationToken cancellationToken);

    /// <exception cref="System.Security.Cryptography.CryptographicException">Changed, or sealed under another name.</exception>
    /// <exception cref="MasterKeyUnavailableException">The master key's command failed, or the key is not configured.</exception>
    Task<string> UnprotectAsync(SecretName name, byte[] sealedSecret, CancellationToken cancellationToken);
}

/// <summary>Makes and re-wraps the organizations' keys; only rotation needs it.</summary>
public interface IOrganizationKeys
{
    /// <summary>A new random key under the current master key; not saved.</summary>
    Task<OrganizationKey> MakeAsync(OrganizationId organizationId, KeyUse use, int version, CancellationToken cancellationToken);

    bool IsUnderCurrentMasterKey(OrganizationKey key);

    /// <summary>Puts the same key under the current master key; not saved.</summary>
    Task RewrapAsync(OrganizationKey key, CancellationToken cancellationToken);

    /// <summary>Forgets what is remembered of the organization's keys and reads them anew.</summary>
    Task RefreshAsync(OrganizationId organizationId, CancellationToken cancellationToken);

    bool IsSealedUnder(byte[] sealedSecret, int version);
}

/// <summary>The master key that wrapped an organization's keys cannot be used at the moment. Never carries key material.</summary>
public sealed class MasterKeyUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
