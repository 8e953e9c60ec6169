using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CallScript.Infrastructure.Secrets;

/// <summary>
/// AES-256-GCM with the context as associated data: what was sealed in one context opens in no other. Layout: format (1
/// byte), key version (4, big endian), nonce (12), tag (16), ciphertext.
/// </summary>
internal static class SealedBox
{
    public const byte Format = 2;
    public const int KeyLength = 32;
    private const int VersionOffset = 1;
    private const int NonceOffset = VersionOffset + sizeof(int);
    private const int NonceLength = 12;
    private const int TagOffset = NonceOffset + NonceLength;
    private const int TagLength = 16;
    private const int HeaderLength = TagOffset + TagLength;

    public static byte[] Seal(ReadOnlySpan<byte> key, int keyVersion, string context, ReadOnlySpan<byte> plain)
    {
        var box = new byte[HeaderLength + plain.Length];
        box[0] = Format;
        BinaryPrimitives.WriteInt32BigEndian(box.AsSpan(VersionOffset), keyVersion);
        RandomNumberGenerator.Fill(box.AsSpan(NonceOffset, NonceLength));
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(
            box.AsSpan(NonceOffset, NonceLength), plain, box.AsSpan(HeaderLength), box.AsSpan(TagOffset, TagLength),
            AssociatedData(context, keyVersion));
        return box;
    }

    /// <exception cref="CryptographicException">Changed, sealed in another context or under another key.</exception>
    public static byte[] Open(ReadOnlySpan<byte> key, string context, ReadOnlySpan<byte> box)
    {
        var version = VersionOf(box);
        var plain = new byte[box.Length - HeaderLength];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(
            box.Slice(NonceOffset, NonceLength), box[HeaderLength..], box.Slice(TagOffset, TagLength), plain, AssociatedData(context, version));
        return plain;
    }

    /// <exception cref="CryptographicException">Not in this form.</exception>
    public static int VersionOf(ReadOnlySpan<byte> box) => box.Length >= HeaderLength && box[0] == Format
        ? BinaryPrimitives.ReadInt32BigEndian(box[VersionOffset..])
        : throw new CryptographicException("The stored secret has an unknown form.");

    private static byte[] AssociatedData(string context, int keyVersion) => Encoding.UTF8.GetBytes($"callscript/{context}/{keyVersion}");
}
