using System.Security.Cryptography;
using System.Text;
using CallScript.Application.Common;
using CallScript.Domain.Organizations;
using CallScript.Infrastructure.Identity;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Secrets;

/// <summary>Secrets under the organizations' data keys.</summary>
internal sealed class SecretProtector(OrganizationKeyring keyring, IOptions<MasterKeyOptions> options) : ISecretProtector
{
    public async Task<byte[]> ProtectAsync(SecretName name, string secret, CancellationToken cancellationToken)
    {
        var keys = await keyring.UnlockAsync(name.OrganizationId, cancellationToken);
        return keys.Seal(name.Kind, name.RecordId, secret);
    }

    public async Task<string> UnprotectAsync(SecretName name, byte[] sealedSecret, CancellationToken cancellationToken)
    {
        if (FirstFormat.Is(sealedSecret))
        {
            return FirstFormat.Open(InstallationKey.FromFile(options.Value.MasterKeyFile ?? ""), name.OrganizationId, sealedSecret);
        }

        var keys = await keyring.UnlockAsync(name.OrganizationId, SealedBox.VersionOf(sealedSecret), cancellationToken);
        return keys.Open(name.Kind, name.RecordId, sealedSecret);
    }
}

/// <summary>
/// How secrets were sealed before organizations had keys: directly under the master key, with the organization alone as
/// associated data. Only read, for rows of a restored backup; migrations and key rotation replace it.
/// </summary>
internal static class FirstFormat
{
    private const byte Version = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeaderLength = 1 + NonceLength + TagLength;

    public static bool Is(ReadOnlySpan<byte> box) => box.Length >= HeaderLength && box[0] == Version;

    public static string Open(InstallationKey masterKey, OrganizationId organizationId, ReadOnlySpan<byte> box)
    {
        var plain = new byte[box.Length - HeaderLength];
        using var aes = new AesGcm(masterKey.Derive("secrets"), TagLength);
        aes.Decrypt(
            box.Slice(1, NonceLength), box[HeaderLength..], box.Slice(1 + NonceLength, TagLength), plain, organizationId.Value.ToByteArray());
        return Encoding.UTF8.GetString(plain);
    }
}
