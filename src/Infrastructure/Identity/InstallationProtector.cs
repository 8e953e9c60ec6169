using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Identity;

/// <summary>
/// Encrypts what belongs to the installation or to a person rather than to an organization. AES-256-GCM with the
/// purpose as associated data, so that a secret copied to another place does not open there. Layout: version (1
/// byte), nonce (12), tag (16), ciphertext.
/// </summary>
internal sealed class InstallationProtector(IOptions<SecurityKeyOptions> options)
{
    private const byte Version = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeaderLength = 1 + NonceLength + TagLength;
    private readonly byte[] _key = InstallationKey.FromFile(options.Value.MasterKeyFile).Derive("installation-secrets");

    public byte[] Protect(string purpose, string secret)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var box = new byte[HeaderLength + plain.Length];
        box[0] = Version;
        RandomNumberGenerator.Fill(box.AsSpan(1, NonceLength));
        using var aes = new AesGcm(_key, TagLength);
        aes.Encrypt(
            box.AsSpan(1, NonceLength), plain, box.AsSpan(HeaderLength), box.AsSpan(1 + NonceLength, TagLength), Encoding.UTF8.GetBytes(purpose));
        return box;
    }

    /// <exception cref="CryptographicException">Changed, of another purpose, or sealed under another master key.</exception>
    public string Unprotect(string purpose, byte[] box)
    {
        if (box.Length < HeaderLength || box[0] != Version)
        {
            throw new CryptographicException("The stored secret has an unknown form.");
        }

        var plain = new byte[box.Length - HeaderLength];
        using var aes = new AesGcm(_key, TagLength);
        aes.Decrypt(
            box.AsSpan(1, NonceLength), box.AsSpan(HeaderLength), box.AsSpan(1 + NonceLength, TagLength), plain, Encoding.UTF8.GetBytes(purpose));
        return Encoding.UTF8.GetString(plain);
    }
}
