using System.Security.Cryptography;
using System.Text;

namespace CallScript.Infrastructure.Identity;

/// <summary>A 256-bit key of this installation, from which keys for single purposes are derived.</summary>
public sealed class InstallationKey
{
    private const int Length = 32;
    private readonly byte[] _bytes;

    private InstallationKey(byte[] bytes) => _bytes = bytes;

    /// <exception cref="InvalidOperationException">The file is missing or does not hold 32 bytes in base64.</exception>
    public static InstallationKey FromFile(string path)
    {
        if (!File.Exists(path))
        {
            throw new InvalidOperationException($"There is no key file at '{path}'. Make one with: openssl rand -base64 32");
        }

        return Read(File.ReadAllText(path)) ?? throw new InvalidOperationException($"The key file '{path}' must hold 32 bytes in base64.");
    }

    /// <exception cref="InvalidOperationException">The variable is missing or does not hold 32 bytes in base64.</exception>
    public static InstallationKey FromEnvironment(string variable) =>
        Read(Environment.GetEnvironmentVariable(variable) ?? "")
        ?? throw new InvalidOperationException($"The environment variable '{variable}' must hold 32 bytes in base64.");

    private static InstallationKey? Read(string text)
    {
        var bytes = new byte[Length];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var written) && written == Length ? new InstallationKey(bytes) : null;
    }

    /// <summary>A 32-byte key for one purpose (HKDF, RFC 5869): what one purpose leaks does not help with another.</summary>
    public byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _bytes, Length, info: Encoding.UTF8.GetBytes("callscript/" + purpose));
}
