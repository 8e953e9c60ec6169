using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Identity.Passwords;

/// <summary>
/// Passwords that are known from breaches: the built-in list of those used most, made by
/// <c>build/breached-passwords.mjs</c>, and a larger one if the installation has it.
/// </summary>
internal sealed class BreachedPasswords(IOptions<AccountOptions> options)
{
    private const int PrefixLength = 6;
    private const int LongestLine = 64;
    private static readonly byte[] BuiltIn = Load();

    public bool Contains(string password) => IsBuiltIn(password) || IsInFile(password);

    private static bool IsBuiltIn(string password)
    {
        var wanted = SHA256.HashData(Encoding.UTF8.GetBytes(password.ToLowerInvariant())).AsSpan(0, PrefixLength);
        var (low, high) = (0, (BuiltIn.Length / PrefixLength) - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            switch (wanted.SequenceCompareTo(BuiltIn.AsSpan(middle * PrefixLength, PrefixLength)))
            {
                case 0: return true;
                case < 0: high = middle - 1; break;
                default: low = middle + 1; break;
            }
        }

        return false;
    }

    // Lines differ in length, so the search goes by bytes and reads the first whole line after each middle.
    private bool IsInFile(string password)
    {
        if (options.Value.BreachedPasswordsFile.Length == 0)
        {
            return false;
        }

#pragma warning disable CA5350 // The form in which breached passwords are published; nothing is protected by it.
        var wanted = Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)));
#pragma warning restore CA5350
        using var file = new FileStream(options.Value.BreachedPasswordsFile, FileMode.Open, FileAccess.Read, FileShare.Read, LongestLine);
        var (low, high) = (0L, file.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var line = LineFrom(file, middle);
            switch (line is null ? -1 : string.CompareOrdinal(wanted, line.Split(':')[0].Trim().ToUpperInvariant()))
            {
                case 0: return true;
                case < 0: high = middle; break;
                default: low = middle + 1; break;
            }
        }

        return false;
    }

    /// <summary>The first line that starts at or after a place; null when none does.</summary>
    private static string? LineFrom(FileStream file, long start)
    {
        file.Position = Math.Max(0, start - 1);
        var line = new StringBuilder();
        var skipping = start > 0;
        for (var next = file.ReadByte(); next >= 0; next = file.ReadByte())
        {
            if (next != '\n')
            {
                line.Append((char)next);
                continue;
            }

            if (!skipping)
            {
                return line.ToString();
            }

            skipping = false;
            line.Clear();
        }

        return skipping || line.Length == 0 ? null : line.ToString();
    }

    private static byte[] Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("breached-passwords.bin")
            ?? throw new InvalidOperationException("The list of breached passwords is missing from the build.");
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
