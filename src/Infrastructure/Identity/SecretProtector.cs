using System.Security.Cryptography;
using System.Text;
using CallScript.Application.Common;
using CallScript.Domain.Organizations;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Identity;

/// <summary>
/// AES-256-GCM with the organization's id as associated data, so that a secret copied into another organization's
/// row does not open. Layout: version (1 byte), nonce (12), tag (16), ciphertext.
/// </summary>
internal sealed class SecretProtector(IOptions<SecurityKeyOptions> options) : ISecretProtector
{
    private const byte Version = 1;
    private static readonly int NonceLength = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagLength = AesGcm.TagByteSizes.MaxSize;
    private readonly byte[] _key = InstallationKey.FromFile(options.Value.MasterKeyFile).Derive("secrets");

    public byte[] Protect(OrganizationId organizationId, string secret)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var sealedSecret = new byte[1 + NonceLength + TagLength + plain.Length];
        sealedSecret[0] = Version;
        var (nonce, tag, cipher) = Split(sealedSecret);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagLength);
        aes.Encrypt(nonce, plain, cipher, tag, organizationId.Value.ToByteArray());
        return sealedSecret;
    }

    public string Unprotect(OrganizationId organizationId, byte[] sealedSecret)
    {
        if (sealedSecret.Length < 1 + NonceLength + TagLength || sealedSecret[0] != Version)
        {
            throw new CryptographicException("The stored secret has an unknown form.");
        }

        var (nonce, tag, cipher) = Split(sealedSecret);
        var plain = new byte[cipher.Length];
        using var aes = new AesGcm(_key, TagLength);
        aes.Decrypt(nonce, cipher, tag, plain, organizationId.Value.ToByteArray());
        return Encoding.UTF8.GetString(plain);
    }

    private static Parts Split(byte[] sealedSecret) => new(
        sealedSecret.AsSpan(1, NonceLength),
        sealedSecret.AsSpan(1 + NonceLength, TagLength),
        sealedSecret.AsSpan(1 + NonceLength + TagLength));

    private readonly ref struct Parts(Span<byte> nonce, Span<byte> tag, Span<byte> cipher)
    {
        private readonly Span<byte> _nonce = nonce;
        private readonly Span<byte> _tag = tag;
        private readonly Span<byte> _cipher = cipher;

        public void Deconstruct(out Span<byte> nonce, out Span<byte> tag, out Span<byte> cipher)
        {
            nonce = _nonce;
            tag = _tag;
            cipher = _cipher;
        }
    }
}
